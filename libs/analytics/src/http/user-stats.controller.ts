import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';

import { ApiErrors, RequireScope } from '#platform';
import { OwnRiderId } from '#users';

import { AnalyticsService } from '../analytics.service';
import { toUserStatsResponse, UserStatsResponse } from './analytics-response.dto';

@ApiTags('users')
@ApiErrors(400, 401, 403, 404)
@Controller('users')
export class UserStatsController {
  constructor(private readonly analytics: AnalyticsService) {}

  @Get(':id/stats')
  @RequireScope('read')
  @ApiParam({ name: 'id', description: 'Your id, or `me`', example: 'me' })
  @ApiOperation({ summary: 'What all your finished workouts come to' })
  @ApiOkResponse({ type: UserStatsResponse })
  async stats(@OwnRiderId() userId: string): Promise<UserStatsResponse> {
    return toUserStatsResponse(await this.analytics.lifetime(userId));
  }
}
