import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiErrors, CurrentPrincipal, type Principal, RequireScope } from '#platform';

import { AnalyticsService } from '../analytics.service';
import { MonthlyQuery, PowerCurveQuery, WeeklyQuery } from './analytics-query.dto';
import {
  CurvePointResponse,
  MonthResponse,
  toCurvePointResponse,
  toMonthResponse,
  toWeekResponse,
  WeekResponse,
} from './analytics-response.dto';

/** Months, weeks and days are the rider's own, by the time zone of the settings. */
@ApiTags('analytics')
@ApiErrors(400, 401, 403)
@Controller('analytics')
export class AnalyticsController {
  constructor(private readonly analytics: AnalyticsService) {}

  @Get('monthly')
  @RequireScope('read')
  @ApiOperation({ summary: 'What a month comes to; zeros and nulls where there was no workout' })
  @ApiOkResponse({ type: MonthResponse })
  async monthly(
    @CurrentPrincipal() { userId }: Principal,
    @Query() { year, month }: MonthlyQuery,
  ): Promise<MonthResponse> {
    return toMonthResponse(await this.analytics.monthly(userId, { year, month }));
  }

  @Get('weekly')
  @RequireScope('read')
  @ApiOperation({ summary: 'The last ISO weeks, every one of them, oldest first' })
  @ApiOkResponse({ type: [WeekResponse] })
  async weekly(@CurrentPrincipal() { userId }: Principal, @Query() { weeks }: WeeklyQuery): Promise<WeekResponse[]> {
    return (await this.analytics.weekly(userId, weeks)).map(toWeekResponse);
  }

  @Get('power-curve')
  @RequireScope('read')
  @ApiOperation({ summary: 'The best mean power of the last days at the durations of the records' })
  @ApiOkResponse({ type: [CurvePointResponse] })
  async powerCurve(
    @CurrentPrincipal() { userId }: Principal,
    @Query() { days, sport }: PowerCurveQuery,
  ): Promise<CurvePointResponse[]> {
    return (await this.analytics.powerCurve(userId, days, sport)).map(toCurvePointResponse);
  }
}
