import { createHash } from 'node:crypto';

import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';

import { CONFIG, type Config } from '../config/config';
import { ConflictError, IdempotencyMismatchError, InvalidError } from '../errors';
import { RedisConnections } from '../redis/redis-connections';
import { type ApiRequest } from './api-request';
import { Sealed } from './sealed';

const KEPT_SECONDS = 24 * 3600;
/** An attempt that died without an answer frees its key after this. */
const IN_FLIGHT_SECONDS = 60;
export const USABLE_KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The `Idempotency-Key` header on routes that create: the first answer is given again for the same body, kept a day
 * per rider and route. Answers are stored encrypted, because some of them show a secret that is shown only once.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly answers: Sealed<{ status: number; value: unknown }>;

  constructor(
    private readonly redis: RedisConnections,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.answers = new Sealed(config.auth.jwtSecrets, 'idempotent answers');
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const header = request.headers['idempotency-key'];
    if (header === undefined || !request.principal) return next.handle();
    if (typeof header !== 'string' || !USABLE_KEY.test(header)) {
      throw InvalidError.field('Idempotency-Key', 'must be 1 to 255 visible characters');
    }
    return from(this.once(request, context.switchToHttp().getResponse<FastifyReply>(), header, next));
  }

  private async once(request: ApiRequest, reply: FastifyReply, header: string, next: CallHandler): Promise<unknown> {
    const { commands } = this.redis;
    const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
    const route = `${request.method} ${request.url.split('?')[0]}`;
    const key = `${this.config.redis.keyPrefix}:idempotency:${request.principal?.userId}:${digest(`${route} ${header}`)}`;
    const body = digest(JSON.stringify(request.body ?? null));

    const first = await commands.set(key, body, 'EX', IN_FLIGHT_SECONDS, 'NX');
    if (first === null) {
      const [storedBody, answer] = ((await commands.get(key)) ?? '').split(' ');
      if (storedBody !== body) {
        throw new IdempotencyMismatchError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used with another body');
      }
      if (answer === undefined) {
        throw new ConflictError(
          'REQUEST_IN_PROGRESS',
          'The first request with this Idempotency-Key is still being worked on',
        );
      }
      const opened = this.answers.open(answer);
      if (!opened) throw new ConflictError('ANSWER_LOST', 'This was done before; its answer cannot be shown any more');
      const { status, value } = opened;
      void reply.status(status);
      return value;
    }
    try {
      const value: unknown = await lastValueFrom(next.handle());
      const sealed = this.answers.seal({ status: reply.statusCode, value });
      await commands.set(key, `${body} ${sealed}`, 'EX', KEPT_SECONDS);
      return value;
    } catch (error) {
      await commands.del(key).catch(() => undefined);
      throw error;
    }
  }
}
