import { Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';

import { ApplicationError, DirectRoutes, type EarlyWork, FrontDoor, type Principal } from '#platform';

import { readMessageBody, readPointsBody } from '../early/read-bodies';
import { StreamPublisher } from '../stream-publisher';
import { readMessage, readPoints } from '../telemetry-message';
import { ingestCharge, unitsOf } from './ingest-charge';
import {
  isMessage,
  MAX_AUTHOR_LENGTH,
  ONE_LINE,
  type PostMessageResponse,
  type PostPointsResponse,
  STREAM_NAME,
  toPostMessageResponse,
} from './stream.dto';

/** The short cuts for what riders send every second; see StreamsController for the routes as they are documented. */
@Injectable()
export class DirectIntake {
  constructor(
    routes: DirectRoutes,
    door: FrontDoor,
    private readonly publisher: StreamPublisher,
  ) {
    routes.post('/api/streams/:name/messages', 'ingest', ingestCharge, (request, principal) =>
      this.message(request, principal),
    );
    routes.post('/api/streams/:name/points', 'ingest', ingestCharge, (request, principal) =>
      this.points(request, principal),
    );
    door.post({
      path: ['/api/streams/', '/messages'],
      parameter: STREAM_NAME,
      pattern: '/api/streams/:name/messages',
      scope: 'ingest',
      limit: 'ingest',
      read: (name, body, { userId }) => this.earlyMessage(name, body, userId),
    });
    door.post({
      path: ['/api/streams/', '/points'],
      parameter: STREAM_NAME,
      pattern: '/api/streams/:name/points',
      scope: 'ingest',
      limit: 'ingest',
      read: (name, body, { userId }) => this.earlyPoints(name, body, userId),
    });
  }

  private earlyMessage(name: string, body: Uint8Array, userId: string): EarlyWork | null {
    const read = readMessageBody(body);
    return (
      read && {
        cost: 1,
        begin: () =>
          this.publisher
            .publishRuns(userId, name, read.text, read.runs)
            .then((outcome) => toPostMessageResponse(name, outcome)),
      }
    );
  }

  private earlyPoints(name: string, body: Uint8Array, userId: string): EarlyWork | null {
    const runs = readPointsBody(body);
    return runs && { cost: unitsOf(runs.count), begin: () => this.publisher.publishRuns(userId, name, '', runs) };
  }

  private message({ params, body }: FastifyRequest, { userId }: Principal): Promise<PostMessageResponse> | null {
    const { name: streamName } = params as { name: string };
    const { message, author: given, ...unknown } = (body ?? {}) as Record<string, unknown>;
    const author = given ?? '';
    if (!STREAM_NAME.test(streamName) || !isAuthor(author) || !isMessage(message) || !isEmpty(unknown)) return null;
    const read = orNothing(() => readMessage(message, Date.now()));
    return (
      read &&
      this.publisher
        .publishMessage(userId, streamName, read, author)
        .then((outcome) => toPostMessageResponse(streamName, outcome))
    );
  }

  private points({ params, body }: FastifyRequest, { userId }: Principal): Promise<PostPointsResponse> | null {
    const { name } = params as { name: string };
    const points = STREAM_NAME.test(name) ? orNothing(() => readPoints(body)) : null;
    return points && this.publisher.publishPoints(userId, name, points);
  }
}

const isAuthor = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_AUTHOR_LENGTH && ONE_LINE.test(value);

function isEmpty(fields: object): boolean {
  for (const field in fields) if (Object.hasOwn(fields, field)) return false;
  return true;
}

/** What is wrong with it, the usual way will say. */
function orNothing<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ApplicationError) return null;
    throw error;
  }
}
