/** What a fleet has seen, request by request. */
export class Tally {
  acknowledgedRequests = 0;
  /** Answers 503, as a service says that it cannot now: how many of each code. */
  readonly refusals = new Map<string, number>();
  refusedWithoutRetryAfter = 0;
  /** Any other answer than 2xx and 503, with the first of its bodies. */
  readonly strange = new Map<number, { times: number; body: string }>();
  /** Nobody listened; the request never left. */
  nobody = 0;
  /** Left without an answer while we ourselves had killed the API. */
  cutByKill = 0;
  /** Left without an answer for any other reason: there must be none. */
  readonly unanswered: string[] = [];

  get refused(): number {
    return [...this.refusals.values()].reduce((sum, times) => sum + times, 0);
  }

  countRefusal(body: string, retryAfter: string | undefined): void {
    const { code } = JSON.parse(body) as { code: string };
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
    if (!(Number(retryAfter) > 0)) this.refusedWithoutRetryAfter += 1;
  }

  countStrange(status: number, body: string): void {
    const seen = this.strange.get(status) ?? { times: 0, body };
    this.strange.set(status, { ...seen, times: seen.times + 1 });
  }
}
