/** What came of the requests to one operation. */
export interface OperationTally {
  requests: number;
  good: number;
  refused: number;
  failed: number;
  slowest: number;
  /** Of those that the document allows: all, and those with a 2xx. */
  valid: number;
  validGood: number;
  /** Why valid ones were refused, with how often. */
  reasons: Map<string, number>;
}

interface Answer {
  status: number;
  milliseconds: number;
  text: string;
}

const SHOWN_REASONS = 3;
const empty = (): OperationTally => ({
  ...{ requests: 0, good: 0, refused: 0, failed: 0, slowest: 0, valid: 0, validGood: 0 },
  reasons: new Map(),
});
/** Paths that lead nowhere. */
export const NOWHERE = '(no operation)';

/** Counts answers by operation. */
export class Tally {
  private readonly rows: Map<string, OperationTally>;
  requests = 0;
  unavailable = 0;

  constructor(routes: Iterable<string>) {
    this.rows = new Map([...routes, NOWHERE].map((route) => [route, empty()]));
  }

  count(route: string | null, answer: Answer, valid: boolean): void {
    const row = this.rows.get(route ?? NOWHERE);
    if (!row) throw new Error(`${route} is no operation`);
    const good = answer.status < 400;
    this.requests += 1;
    this.unavailable += answer.status === 503 ? 1 : 0;
    row.requests += 1;
    row.good += good ? 1 : 0;
    row.refused += answer.status >= 400 && answer.status < 500 ? 1 : 0;
    row.failed += answer.status >= 500 ? 1 : 0;
    row.slowest = Math.max(row.slowest, answer.milliseconds);
    row.valid += valid ? 1 : 0;
    row.validGood += valid && good ? 1 : 0;
    if (!valid || good) return;
    const reason = reasonOf(answer);
    row.reasons.set(reason, (row.reasons.get(reason) ?? 0) + 1);
  }

  /** Operations that have not been answered 2xx. */
  neverGood(): string[] {
    return [...this.rows].filter(([route, { good }]) => route !== NOWHERE && good === 0).map(([route]) => route);
  }

  /** Why requests were refused that the document allows, by operation, the commonest reasons first. */
  refusals(): string[] {
    return [...this.rows].flatMap(([route, { reasons }]) =>
      [...reasons]
        .sort(([, one], [, other]) => other - one)
        .slice(0, SHOWN_REASONS)
        .map(([reason, times]) => `${route}: ${times} × ${reason}`),
    );
  }

  /** As lines, by operation. */
  table(): string[] {
    const rows = [...this.rows].filter(([, { requests }]) => requests > 0);
    const cells = rows.map(([route, row]) => [
      route,
      ...[row.requests, row.good, row.refused, row.failed].map((count) => count.toLocaleString('en')),
      row.valid > 0 ? `${Math.round((100 * row.validGood) / row.valid)} %` : '–',
      `${Math.round(row.slowest)} ms`,
    ]);
    const all = [['operation', 'requests', '2xx', '4xx', '5xx or none', '2xx of valid', 'slowest'], ...cells];
    const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
    return all.map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    );
  }
}

function reasonOf({ status, text }: Answer): string {
  const [, said = text] = /"error":"([^"]*)"/.exec(text) ?? [];
  return `${status} ${said.slice(0, 120)}`;
}
