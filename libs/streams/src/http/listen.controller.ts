import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';

import { AllowTicket, ApiErrors, CurrentPrincipal, type Principal, RequireScope } from '#platform';

import { isEntryId } from '../entry-id';
import { LiveService } from '../live/live.service';
import { ViewerPlaces } from '../live/viewer-places';
import { StreamsService } from '../streams.service';
import { ListenQuery } from './stream.dto';
import { StreamNamePipe } from './stream-name.pipe';

const EVENTS = {
  description: 'Server-sent events: `connected`, then each `message` with its entry id, `stream_deleted` at the end',
  content: { 'text/event-stream': { schema: { type: 'string' as const } } },
};
const LAST_EVENT_ID = { name: 'Last-Event-ID', required: false, description: 'Resume after this event' };

/** Live viewing over server-sent events. */
@ApiTags('streams')
@Controller('streams')
export class ListenController {
  constructor(
    private readonly live: LiveService,
    private readonly streams: StreamsService,
    private readonly places: ViewerPlaces,
  ) {}

  @Get('listenAll')
  @AllowTicket()
  @RequireScope('read')
  @ApiOperation({ summary: 'Watch every stream that you may see; with a ticket, the one that it is for' })
  @ApiHeader(LAST_EVENT_ID)
  @ApiOkResponse(EVENTS)
  @ApiErrors(400, 401, 403)
  async listenAll(
    @CurrentPrincipal() principal: Principal,
    @Query() query: ListenQuery,
    @Headers('last-event-id') header: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.places.take(principal.userId, reply.raw);
    await this.live.listenAll(principal, reply, lastEventId(header, query));
  }

  @Get(':name/listen')
  @AllowTicket()
  @RequireScope('read')
  @ApiOperation({ summary: 'Watch one stream' })
  @ApiHeader(LAST_EVENT_ID)
  @ApiOkResponse(EVENTS)
  @ApiErrors(400, 401, 403, 404)
  async listen(
    @CurrentPrincipal() principal: Principal,
    @Param('name', StreamNamePipe) name: string,
    @Query() query: ListenQuery,
    @Headers('last-event-id') header: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stream = await this.streams.visible(principal, name);
    await this.places.take(principal.userId, reply.raw);
    await this.live.listen(principal, stream, reply, lastEventId(header, query));
  }
}

/** A header that is no id of ours is ignored, as the standard has it: browsers send whatever they saw last. */
const lastEventId = (header: string | undefined, query: ListenQuery): string | null =>
  query.lastEventId ?? (isEntryId(header) ? header : null);
