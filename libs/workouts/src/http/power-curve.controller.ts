import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiErrors, CurrentPrincipal, ObjectIdPipe, type Principal, RateLimit, RequireScope } from '#platform';

import { WorkoutsService } from '../workouts.service';
import { toPowerCurveResponse, WorkoutPowerCurveResponse } from './workout-response.dto';

/** The mean-maximal power of one ride. */
@ApiTags('workouts')
@Controller('workouts')
export class PowerCurveController {
  constructor(private readonly workouts: WorkoutsService) {}

  @Get(':id/power-curve')
  @RequireScope('read')
  @RateLimit('expensive')
  @ApiOperation({
    summary: 'The mean-maximal power of a finished workout',
    description:
      'Exact values: each second of the first minute, then in steps of 5 %, the record durations, and the whole ride',
  })
  @ApiOkResponse({ type: WorkoutPowerCurveResponse })
  @ApiErrors(400, 401, 403, 404)
  async powerCurve(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ObjectIdPipe) id: string,
  ): Promise<WorkoutPowerCurveResponse> {
    return toPowerCurveResponse(await this.workouts.powerCurveOf(userId, id));
  }
}
