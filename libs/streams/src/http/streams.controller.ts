import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import {
  ApiErrors,
  Audited,
  CurrentPrincipal,
  Idempotent,
  type Principal,
  RateLimit,
  RequireScope,
  subjectOf,
} from '#platform';

import { PositionSharing } from '../position-sharing';
import { type StreamHandle } from '../stream-handle';
import { StreamPublisher } from '../stream-publisher';
import { StreamReader } from '../stream-reader';
import { StreamTickets } from '../stream-tickets';
import { StreamsService } from '../streams.service';
import { readMessage, readPoints } from '../telemetry-message';
import { withoutPosition } from '../without-position';
import { ingestCharge } from './ingest-charge';
import {
  CleanupQuery,
  CleanupResponse,
  CreateStreamRequest,
  CreateStreamResponse,
  MessagesQuery,
  MessagesResponse,
  PostMessageRequest,
  PostMessageResponse,
  PostPointsRequest,
  PostPointsResponse,
  RemovedResponse,
  StreamListResponse,
  StreamResponse,
  TicketResponse,
  toMessageResponse,
  toPostMessageResponse,
} from './stream.dto';
import { StreamNamePipe } from './stream-name.pipe';

/** The live ride: in, and back out as messages. */
@ApiTags('streams')
@Controller('streams')
export class StreamsController {
  constructor(
    private readonly streams: StreamsService,
    private readonly publisher: StreamPublisher,
    private readonly reader: StreamReader,
    private readonly tickets: StreamTickets,
    private readonly positions: PositionSharing,
  ) {}

  @Post('create')
  @HttpCode(200)
  @RequireScope('ingest')
  @Idempotent()
  @ApiOperation({ summary: 'Make a stream, or find your own of that name' })
  @ApiOkResponse({ type: CreateStreamResponse })
  @ApiErrors(400, 401, 403, 409)
  async create(
    @CurrentPrincipal() { userId }: Principal,
    @Body() { streamName }: CreateStreamRequest,
  ): Promise<CreateStreamResponse> {
    const { lastId, created } = await this.streams.create(userId, streamName);
    return {
      success: true,
      streamName,
      messageId: lastId,
      message: created ? 'Stream created' : 'Stream exists already',
    };
  }

  @Get()
  @RequireScope('read')
  @ApiOperation({ summary: 'Your own streams and the public ones' })
  @ApiOkResponse({ type: StreamListResponse })
  @ApiErrors(401, 403)
  async list(@CurrentPrincipal() { userId }: Principal): Promise<StreamListResponse> {
    const streams = await this.streams.describeVisible(userId);
    return {
      streams: streams.map(({ name, length, firstMessageId, lastMessageId }) => ({
        name,
        length,
        firstMessageId,
        lastMessageId,
      })),
    };
  }

  @Delete('cleanup')
  @RequireScope('ingest')
  @Audited('stream.cleaned_up', (_, answer) => ({ detail: String((answer as CleanupResponse).deletedCount) }))
  @ApiOperation({ summary: 'Remove your idle streams, never one of an unfinished workout' })
  @ApiOkResponse({ type: CleanupResponse })
  @ApiErrors(400, 401, 403)
  async cleanUp(
    @CurrentPrincipal() { userId }: Principal,
    @Query() { retention }: CleanupQuery,
  ): Promise<CleanupResponse> {
    const deletedCount = await this.streams.cleanUp(userId, retention);
    return { success: true, deletedCount, message: `Deleted ${deletedCount} inactive streams` };
  }

  @Get(':name')
  @RequireScope('read')
  @ApiOperation({ summary: 'What has arrived, and up to where it is in MongoDB' })
  @ApiOkResponse({ type: StreamResponse })
  @ApiErrors(400, 401, 403, 404)
  async describe(
    @CurrentPrincipal() principal: Principal,
    @Param('name', StreamNamePipe) name: string,
  ): Promise<StreamResponse> {
    return this.streams.describe(await this.streams.visible(principal, name));
  }

  @Delete(':name')
  @RequireScope('ingest')
  @Audited('stream.deleted', subjectOf)
  @ApiOperation({ summary: 'Remove a stream; its viewers are told' })
  @ApiOkResponse({ type: RemovedResponse })
  @ApiErrors(400, 401, 403, 404, 409)
  async remove(
    @CurrentPrincipal() { userId }: Principal,
    @Param('name', StreamNamePipe) name: string,
  ): Promise<RemovedResponse> {
    await this.streams.remove(await this.streams.owned(userId, name));
    return { success: true, message: 'Stream deleted' };
  }

  @Post(':name/messages')
  @HttpCode(200)
  @RequireScope('ingest')
  @RateLimit(ingestCharge)
  @Idempotent()
  @ApiOperation({ summary: 'Add a message; telemetry adds a point' })
  @ApiOkResponse({ type: PostMessageResponse })
  @ApiErrors(400, 401, 403, 404, 409, 413, 415)
  async postMessage(
    @CurrentPrincipal() { userId }: Principal,
    @Param('name', StreamNamePipe) name: string,
    @Body() { message, author }: PostMessageRequest,
  ): Promise<PostMessageResponse> {
    const read = readMessage(message, Date.now());
    return toPostMessageResponse(name, await this.publisher.publishMessage(userId, name, read, author ?? ''));
  }

  @Post(':name/points')
  @HttpCode(200)
  @RequireScope('ingest')
  @RateLimit(ingestCharge)
  @Idempotent()
  @ApiOperation({
    summary: 'Add up to 10,000 points',
    description:
      'As JSON, or as `application/x-ndjson` with one point a line, at most 1,000 characters each; with `Content-Encoding: gzip` if you like, up to 4 MB inflated. Points that were there before are counted as duplicates.',
  })
  @ApiConsumes('application/json', 'application/x-ndjson')
  @ApiBody({ type: PostPointsRequest })
  @ApiOkResponse({ type: PostPointsResponse })
  @ApiErrors(400, 401, 403, 404, 409, 413, 415)
  async postPoints(
    @CurrentPrincipal() { userId }: Principal,
    @Param('name', StreamNamePipe) name: string,
    @Body() body: unknown,
  ): Promise<PostPointsResponse> {
    return this.publisher.publishPoints(userId, name, readPoints(body));
  }

  @Get(':name/messages')
  @RequireScope('read')
  @ApiOperation({ summary: 'The messages of a stream, oldest first' })
  @ApiOkResponse({ type: MessagesResponse })
  @ApiErrors(400, 401, 403, 404)
  async messages(
    @CurrentPrincipal() principal: Principal,
    @Param('name', StreamNamePipe) name: string,
    @Query() { start, end, count }: MessagesQuery,
  ): Promise<MessagesResponse> {
    const stream = await this.streams.visible(principal, name);
    const messages = await this.reader.messages(name, start, end, count);
    const shown = (await this.seesPosition(principal, stream)) ? messages : messages.map(withoutPosition);
    return { streamName: name, messages: shown.map(toMessageResponse) };
  }

  @Post(':name/tickets')
  @RequireScope('read')
  @RateLimit('tickets')
  @Idempotent()
  @ApiOperation({ summary: 'A one-time ticket for EventSource, which cannot send headers' })
  @ApiCreatedResponse({ type: TicketResponse })
  @ApiErrors(400, 401, 403, 404)
  async ticket(
    @CurrentPrincipal() principal: Principal,
    @Param('name', StreamNamePipe) name: string,
  ): Promise<TicketResponse> {
    await this.streams.visible(principal, name);
    const { ticket, expiresAt } = await this.tickets.issue(principal, name);
    return { ticket, expiresAt: expiresAt.toISOString() };
  }

  private async seesPosition({ userId }: Principal, { owner }: StreamHandle): Promise<boolean> {
    return owner === userId || (await this.positions.among([owner])).has(owner);
  }
}
