import { HttpException, Logger } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { Error as MongooseError } from 'mongoose';

import {
  ApplicationError,
  ConflictError,
  ForbiddenError,
  IdempotencyMismatchError,
  InvalidError,
  NotFoundError,
  TooLargeError,
  TooManyRequestsError,
  TryAgainError,
  UnauthenticatedError,
  UnavailableError,
} from '../errors';
import { reasonOf } from '../logging/reason-of';
import { type ApiError } from './api-error';
import { type ApiRequest } from './api-request';
import { RefusedRequestError } from './refused-request';
import { asUnavailable } from './unavailable';

type Answer = Omit<ApiError, 'requestId'> & { retryAfterSeconds?: number };

const STATUS_OF = new Map<unknown, number>([
  [InvalidError, 400],
  [UnauthenticatedError, 401],
  [ForbiddenError, 403],
  [NotFoundError, 404],
  [ConflictError, 409],
  [TooLargeError, 413],
  [IdempotencyMismatchError, 422],
  [TooManyRequestsError, 429],
  [UnavailableError, 503],
]);
const CODE_OF: Record<number, string> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'ROUTE_NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
};

const logger = new Logger('Http');
/** However many are told to come again, it is said no oftener why, ms: an outage must not flood the log. */
const COMPLAIN_EVERY = 10_000;
const complainedAt = new Map<string, number>();

/** Answers with the one error shape; a 500 never carries a message from inside. */
export function answerError(error: unknown, request: ApiRequest, reply: FastifyReply): void {
  const { status, body, retryAfter } = describeFor(error, { id: String(request.id), route: request.routeOptions?.url });
  if (reply.sent || reply.raw.headersSent) return;
  if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
  void reply.status(status).type('application/json; charset=utf-8').send(body);
}

/** What a request that failed is answered; what should not have happened is logged. */
export function describeFor(
  error: unknown,
  { id, route }: { id: string; route: string | undefined },
): { status: number; body: ApiError; retryAfter?: string } {
  const { retryAfterSeconds, ...answer } = describe(error);
  const status = answer.statusCode;
  if (status === 500) logger.error({ err: error, requestId: id, route });
  if (status === 503 && !(error instanceof UnavailableError)) complain(answer.code, error);
  const body: ApiError = { ...answer, requestId: id };
  return { status, body, ...(retryAfterSeconds !== undefined && { retryAfter: String(retryAfterSeconds) }) };
}

/** The one place where the log learns what MongoDB or Redis says. */
function complain(code: string, error: unknown): void {
  const now = Date.now();
  if (now - (complainedAt.get(code) ?? 0) < COMPLAIN_EVERY) return;
  complainedAt.set(code, now);
  logger.warn(`${code}: ${reasonOf(error)}`);
}

/** What an error means to a caller; exported for the tests of its table. */
export function describe(error: unknown): Answer {
  const known = asUnavailable(error) ?? error;
  if (known instanceof ApplicationError) {
    return {
      error: known.message,
      code: known.code,
      statusCode: known instanceof RefusedRequestError ? known.statusCode : (STATUS_OF.get(known.constructor) ?? 500),
      ...(known.details.length > 0 && { details: known.details }),
      ...(known instanceof TryAgainError && { retryAfterSeconds: known.retryAfterSeconds }),
    };
  }
  if (known instanceof MongooseError.CastError || known instanceof MongooseError.StrictModeError) {
    const field = String(known.path ?? 'body');
    return {
      error: `${field} is not valid`,
      code: 'VALIDATION_FAILED',
      statusCode: 400,
      details: [{ field, message: 'is not valid' }],
    };
  }
  if (known instanceof HttpException && known.getStatus() < 500) return fromHttp(known.getStatus(), known.message);
  const status = (known as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return fromHttp(status, (known as Error).message);
  if (status === 503)
    return { error: 'The service is stopping', code: 'STOPPING', statusCode: 503, retryAfterSeconds: 5 };
  return { error: 'Something went wrong on our side', code: 'INTERNAL_ERROR', statusCode: 500 };
}

function fromHttp(statusCode: number, message: string): Answer {
  const sentences: Record<number, string> = {
    404: 'There is no such route',
    413: 'The body is too large',
    415: 'The content type is not taken here: send application/json',
  };
  return { error: sentences[statusCode] ?? message, code: CODE_OF[statusCode] ?? 'BAD_REQUEST', statusCode };
}
