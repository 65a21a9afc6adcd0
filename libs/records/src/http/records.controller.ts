import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ApiErrors, CurrentPrincipal, type Principal, RequireScope } from '#platform';

import { newestFirst } from '../history';
import { RecordsService } from '../records.service';
import { ListRecordsQuery, RecordHistoryQuery } from './record-query.dto';
import { RecordResponse, toRecordResponse } from './record-response.dto';

/** The rider's best, and how it came to be. */
@ApiTags('records')
@ApiErrors(400, 401, 403)
@Controller('records')
export class RecordsController {
  constructor(private readonly records: RecordsService) {}

  @Get()
  @RequireScope('read')
  @ApiOperation({ summary: 'Your records in one sport, by metric and duration' })
  @ApiOkResponse({ type: [RecordResponse] })
  async list(
    @CurrentPrincipal() { userId }: Principal,
    @Query() { sport, metric }: ListRecordsQuery,
  ): Promise<RecordResponse[]> {
    return (await this.records.list(userId, sport, metric)).map(toRecordResponse);
  }

  @Get('history')
  @RequireScope('read')
  @ApiOperation({ summary: 'All that held one record, the present holder first' })
  @ApiOkResponse({ type: [RecordResponse] })
  async history(
    @CurrentPrincipal() { userId }: Principal,
    @Query() { sport, metric, duration }: RecordHistoryQuery,
  ): Promise<RecordResponse[]> {
    const history = await this.records.historyOf(userId, sport, metric, duration);
    return newestFirst(history).map((holder) => toRecordResponse({ sport, metric, duration, ...holder }));
  }
}
