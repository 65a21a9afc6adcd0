import { type IncomingMessage, type ServerResponse } from 'node:http';

import { type Principal } from '../access/principal';
import { secondsUntilReset } from '../rate-limits/rate-limits';
import { type Standing } from '../rate-limits/shared-count';
import { describeFor } from './answer-error';
import { requestIdOf } from './request-id';

/** One request that was answered, for the log and for the numbers. */
export interface Answered {
  requestId: string;
  method: string;
  /** Undefined where there is none. */
  route: string | undefined;
  status: number;
  milliseconds: number;
  userId?: string;
}

/** What every answer has in common. */
export interface Answering {
  /** Headers that are the same in every one, in turn with their values. */
  headers: readonly string[];
  isStopping: () => boolean;
  /** Hears of answers when they are out. */
  answered: (answer: Answered) => void;
  /** Hears of requests that were told to come again, and what they were told. */
  refused: (status: number, body: string) => void;
}

/** Answers a request without a framework, as the usual way would: the same headers, errors, numbers and log. */
export class PlainAnswer {
  private readonly began = performance.now();

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly answering: Answering,
  ) {}

  /** How long it has been asked for, ms. */
  get age(): number {
    return performance.now() - this.began;
  }

  /** Answers with what comes of it. */
  follow(answer: Promise<object>, route: string, principal: Principal, standing: Standing): void {
    const requestId = requestIdOf(this.request);
    this.response.on('finish', () =>
      this.answering.answered({
        requestId,
        method: 'POST',
        route,
        status: this.response.statusCode,
        milliseconds: this.age,
        userId: principal.userId,
      }),
    );
    answer.then(
      (body) => this.send(200, body, requestId, standing),
      (error: unknown) => {
        const { status, body, retryAfter } = describeFor(error, { id: requestId, route });
        this.send(status, body, requestId, standing, retryAfter);
      },
    );
  }

  private send(status: number, content: object, requestId: string, standing: Standing, retryAfter?: string): void {
    const { response, answering } = this;
    if (response.destroyed) return;
    const body = JSON.stringify(content);
    const length = Buffer.byteLength(body);
    if (status >= 400) answering.refused(status, body);
    const headers = [
      ...answering.headers,
      'ratelimit-limit',
      String(standing.limit),
      'ratelimit-remaining',
      String(standing.remaining),
      'ratelimit-reset',
      String(secondsUntilReset(standing)),
      ...(retryAfter === undefined ? [] : ['retry-after', retryAfter]),
      'content-type',
      'application/json; charset=utf-8',
      'x-request-id',
      requestId,
      ...(answering.isStopping() ? ['connection', 'close'] : []),
      'content-length',
      String(length),
    ];
    response.writeHead(status, headers);
    // ASCII, as nearly all answers are, is the same bytes either way, and less for Node to do.
    response.end(body, length === body.length ? 'latin1' : 'utf8');
  }
}
