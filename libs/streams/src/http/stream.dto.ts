import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, registerDecorator } from 'class-validator';

import { WholeNumber } from '#platform';

import { ENTRY_ID, isEntryId, isRangeBound, RANGE_BOUND } from '../entry-id';
import { type MessageData, messageData } from '../live/frames';
import { type StreamEntry } from '../stream-entry';
import { type PublishOutcome } from '../stream-publisher';
import { MAX_POINTS, MAX_TIMESTAMP } from '../telemetry-message';

/** What a stream may be called. */
export const STREAM_NAME = /^[A-Za-z0-9_-]{1,64}$/;
export const MAX_AUTHOR_LENGTH = 100;
export const ONE_LINE = /^[^\n\r]*$/;
const NAME_RULE = 'must be 1 to 64 of A-Z, a-z, 0-9, _ and -';
const EXAMPLE_NAME = 'workout-evening-ride';
const EXAMPLE_ID = '1767258000123-0';

/** A range bound or entry id of Redis streams. */
function IsStreamId(check: (value: unknown) => boolean, message: string): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isStreamId',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { message },
      validator: { validate: check },
    });
}

/** Whether it is a string that is not empty, or an object. */
export const isMessage = (value: unknown): boolean =>
  typeof value === 'string' ? value !== '' : typeof value === 'object' && value !== null && !Array.isArray(value);

function IsMessage(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isMessage',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { message: 'must be a string that is not empty, or an object' },
      validator: { validate: isMessage },
    });
}

export class CreateStreamRequest {
  @ApiProperty({ example: EXAMPLE_NAME, pattern: STREAM_NAME.source })
  @IsString({ message: 'must be a string' })
  @Matches(STREAM_NAME, { message: NAME_RULE })
  streamName!: string;
}

export class CreateStreamResponse {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ example: EXAMPLE_NAME }) streamName!: string;
  @ApiProperty({ example: EXAMPLE_ID, description: 'Everything posted comes after this id' }) messageId!: string;
  @ApiProperty({ example: 'Stream created' }) message!: string;
}

export class PostMessageRequest {
  @ApiProperty({
    description:
      'A string or an object, at most 100 KB. Telemetry adds a point; anything else is shown to viewers only',
    oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }],
    example: {
      dataType: 'workout_metrics',
      power: 245,
      cadence: 91,
      heartrate: 148,
      speed: 9.8,
      distance: 12543,
      altitude: 412.4,
      incline: 1.5,
      timestamp: 1767258000000,
      elapsed: '00:21:20',
    },
  })
  @IsMessage()
  message!: unknown;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'bike-power-tracker', maxLength: MAX_AUTHOR_LENGTH })
  @IsOptional()
  @IsString({ message: 'must be a string' })
  @MaxLength(MAX_AUTHOR_LENGTH, { message: `must not be longer than ${MAX_AUTHOR_LENGTH} characters` })
  @Matches(ONE_LINE, { message: 'must be one line' })
  author?: string | null;
}

export class PostMessageResponse {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ example: EXAMPLE_ID, description: 'For a point that was there before, the newest entry' })
  messageId!: string;
  @ApiProperty({ example: EXAMPLE_NAME }) streamName!: string;
}

export const toPostMessageResponse = (streamName: string, { lastMessageId }: PublishOutcome): PostMessageResponse => ({
  success: true,
  messageId: lastMessageId,
  streamName,
});

/** One second of a ride; every channel may be absent or null, which means "not measured" and never 0. */
export class PointRequest {
  @ApiProperty({ example: 1767258000000, minimum: 0, maximum: MAX_TIMESTAMP, description: 'Unix milliseconds' })
  timestamp!: number;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 245, description: 'W' }) power?: number | null;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 91, description: 'rpm' }) cadence?: number | null;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 148, description: 'bpm' }) heartrate?: number | null;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 9.8, description: 'm/s' }) speed?: number | null;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 12543, description: 'm, cumulative' }) distance?:
    number | null;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 412.4, description: 'm' }) altitude?: number | null;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 1.5, description: '%' }) incline?: number | null;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 21, description: '°C' }) temperature?: number | null;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 47.3769, description: 'degrees' }) lat?: number | null;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 8.5417, description: 'degrees' }) lng?: number | null;
}

export class PostPointsRequest {
  @ApiProperty({ type: [PointRequest], minItems: 1, maxItems: MAX_POINTS })
  points!: PointRequest[];
}

export class PostPointsResponse {
  @ApiProperty({ example: 60, description: 'Points that were new' }) accepted!: number;
  @ApiProperty({ example: 0, description: 'Points whose timestamp was there before' }) duplicates!: number;
  @ApiProperty({ example: EXAMPLE_ID }) lastMessageId!: string;
}

export class MessagesQuery {
  @ApiPropertyOptional({
    default: '-',
    pattern: RANGE_BOUND.source,
    description: 'Entry id, exclusive with `(`, or `-`',
  })
  @IsStreamId(isRangeBound, 'must be an entry id, `-` or `+`')
  start: string = '-';

  @ApiPropertyOptional({ default: '+', pattern: RANGE_BOUND.source })
  @IsStreamId(isRangeBound, 'must be an entry id, `-` or `+`')
  end: string = '+';

  @ApiPropertyOptional({ type: 'integer', default: 100, minimum: 1, maximum: 1000 })
  @WholeNumber(1, 1000)
  count: number = 100;
}

export class CleanupQuery {
  @ApiPropertyOptional({
    type: 'integer',
    default: 86_400_000,
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Idle for at least this long, ms',
  })
  @WholeNumber(0, Number.MAX_SAFE_INTEGER)
  retention: number = 86_400_000;
}

export class ListenQuery {
  @ApiPropertyOptional({ description: 'A ticket, where headers cannot be sent', maxLength: 100 })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  ticket?: string;

  @ApiPropertyOptional({
    description: 'Like the Last-Event-ID header',
    name: 'lastEventId',
    pattern: ENTRY_ID.source,
  })
  @IsOptional()
  @IsStreamId(isEntryId, 'must be the id of an event')
  lastEventId?: string;
}

export class MessageDataResponse implements MessageData {
  @ApiProperty({ example: '{"power":245,"timestamp":1767258000000}' }) message!: string;
  @ApiProperty({ example: '1767258000123', description: 'Arrival, unix ms' }) timestamp!: string;
  @ApiPropertyOptional({ example: 'bike-power-tracker' }) author?: string;
}

export class MessageResponse {
  @ApiProperty({ example: EXAMPLE_ID }) id!: string;
  @ApiProperty({ type: MessageDataResponse }) data!: MessageDataResponse;
}

export class MessagesResponse {
  @ApiProperty({ example: EXAMPLE_NAME }) streamName!: string;
  @ApiProperty({ type: [MessageResponse] }) messages!: MessageResponse[];
}

export const toMessageResponse = (entry: StreamEntry): MessageResponse => ({ id: entry.id, data: messageData(entry) });

export class StreamSummaryResponse {
  @ApiProperty({ example: EXAMPLE_NAME }) name!: string;
  @ApiProperty({ example: 1280 }) length!: number;
  @ApiProperty({ type: String, nullable: true, example: EXAMPLE_ID }) firstMessageId!: string | null;
  @ApiProperty({ type: String, nullable: true, example: '1767259280456-0' }) lastMessageId!: string | null;
}

export class StreamListResponse {
  @ApiProperty({ type: [StreamSummaryResponse] }) streams!: StreamSummaryResponse[];
}

export class StreamResponse extends StreamSummaryResponse {
  @ApiProperty({ example: 1279, description: 'Points accepted; messages that are no telemetry add none' })
  points!: number;
  @ApiProperty({ type: Number, nullable: true, example: 1767259280000 }) lastTimestamp!: number | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: EXAMPLE_ID,
    description: 'Everything up to here is in MongoDB',
  })
  persistedMessageId!: string | null;
}

export class TicketResponse {
  @ApiProperty({ example: 'q2S9…' }) ticket!: string;
  @ApiProperty({ example: '2026-01-01T09:01:00.000Z', description: '60 s from now; the ticket is good for one use' })
  expiresAt!: string;
}

export class CleanupResponse {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ example: 2 }) deletedCount!: number;
  @ApiProperty({ example: 'Deleted 2 inactive streams' }) message!: string;
}

export class RemovedResponse {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ example: 'Stream deleted' }) message!: string;
}
