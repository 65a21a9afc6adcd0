import { type Pairs, quantile } from '../support/interleaved';
import { columns } from '../support/line';

/** A question, asked of the API and beside it of what it needs at least; times in ms. */
export interface Measured {
  what: string;
  against: string;
  unit: 'ms';
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

export function measured(what: string, against: string, { ours, theirs }: Pairs, goal: number | null = null): Measured {
  const ratio = quantile(ours, 0.5) / quantile(theirs, 0.5);
  return {
    ...{ what, against, unit: 'ms', ratio, goal, met: goal === null ? null : ratio <= goal, runs: ours.length },
    ...{ p50: quantile(ours, 0.5), p99: quantile(ours, 0.99) },
    ...{ againstP50: quantile(theirs, 0.5), againstP99: quantile(theirs, 0.99) },
  };
}

/** For a person to read. */
export function table(rows: readonly Measured[]): string {
  const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
  const cells = rows.map(({ what, against, p50, p99, againstP50, againstP99, ratio, goal, met }) => [
    ...[what, ms(p50), ms(p99), against, ms(againstP50), ms(againstP99), `${ratio.toFixed(2)} ×`],
    ...[goal === null ? '' : `≤ ${goal} ×`, met === null ? '' : met ? 'met' : 'MISSED'],
  ]);
  return columns([['what', 'p50', 'p99', 'against', 'p50', 'p99', 'ratio', 'goal', ''], ...cells]);
}

/** How long something takes, ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
