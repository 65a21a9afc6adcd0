import { type Pairs, quantile } from '../support/interleaved';
import { columns } from '../support/line';

/** What is measured in time, in size, and by counting index keys or documents that MongoDB looked at. */
type Unit = 'ms' | 'bytes/point' | 'keys' | 'documents';

/** A question, asked of the API and beside it of what it needs at least; or what something takes, beside another form. */
export interface Measured {
  what: string;
  against: string;
  unit: Unit;
  p50: number;
  p99: number;
  againstP50: number;
  againstP99: number;
  /** Of the medians. */
  ratio: number;
  goal: number | null;
  met: boolean | null;
  runs: number;
}

export function measured(
  what: string,
  against: string,
  { ours, theirs }: Pairs,
  goal: number | null = null,
  unit: Unit = 'ms',
): Measured {
  const ratio = quantile(ours, 0.5) / quantile(theirs, 0.5);
  return {
    ...{ what, against, unit, ratio, goal, met: goal === null ? null : ratio <= goal, runs: ours.length },
    ...{ p50: quantile(ours, 0.5), p99: quantile(ours, 0.99) },
    ...{ againstP50: quantile(theirs, 0.5), againstP99: quantile(theirs, 0.99) },
  };
}

/** For a person to read. */
export function table(rows: readonly Measured[]): string {
  const cells = rows.map(({ what, against, unit, p50, p99, againstP50, againstP99, ratio, goal, met }) => {
    const isCount = unit === 'keys' || unit === 'documents';
    const shown = (value: number): string => `${isCount ? value : value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
    // What is counted once has no spread.
    const spread = (value: number): string => (unit === 'ms' ? shown(value) : '');
    return [
      ...[what, shown(p50), spread(p99), against, shown(againstP50), spread(againstP99), `${ratio.toFixed(2)} ×`],
      ...[goal === null ? '' : `≤ ${goal} ×`, met === null ? '' : met ? 'met' : 'MISSED'],
    ];
  });
  return columns([['what', 'p50', 'p99', 'against', 'p50', 'p99', 'ratio', 'goal', ''], ...cells]);
}

/** How long something takes, ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
