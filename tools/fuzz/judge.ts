import { type AnswerContract, type OpenApi } from '../openapi';
import { BAD, type Draft } from './requests/draft';
import { type WireRequest } from './requests/fill-in';
import { type WireAnswer } from './service/send';

const refused: readonly string[] = BAD;

/** Says what is wrong with an answer; nothing, for almost all. */
export class Judge {
  constructor(
    private readonly api: OpenApi,
    private readonly contract: AnswerContract,
  ) {}

  /** `GET /api/workouts/{id}` whichever way the request was spelt; null when it leads to no operation. */
  routeOf({ method, target }: WireRequest): string | null {
    return this.contract.routeOf(method, target)?.name ?? null;
  }

  faults(draft: Draft, request: WireRequest, answer: WireAnswer): string[] {
    const { status, text } = answer;
    if (status === 503) return answer.retryAfter === null ? ['503 without Retry-After'] : [];
    if (status >= 500) return [`${status}: ${text.slice(0, 300)}`];
    const departures = this.contract.faults(request.method, request.target, answer);
    return [...departures, ...this.letIn(draft, request, answer)];
  }

  /** Whoever has no right credential gets in nowhere, except with a ticket. */
  private letIn(draft: Draft, request: WireRequest, { status }: WireAnswer): string[] {
    const route = this.contract.routeOf(request.method, request.target);
    const open = !route || this.api.isPublic(route.operation) || /[?&]ticket=/.test(request.target);
    if (open || status >= 300 || !refused.includes(draft.credential)) return [];
    return [`${status} for "${draft.credential}"`];
  }
}
