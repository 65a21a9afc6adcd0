import { median, type Pairs } from './interleaved';

/** Smaller is better. */
export type Cost = 'bytes/point' | 'ms';
/** Larger is better. */
export type Rate = 'points/s' | 'requests/s' | 'events/s';

/** One comparison and what came of it. */
export interface Line {
  what: string;
  against: string;
  unit: Cost | Rate;
  /** Medians. */
  ours: number;
  theirs: number;
  /** How many times as good as the other; where the goal is the most that the ratio may be, how many times as long. */
  ratio: number;
  /** The ratio of the pair of runs in which it was worst. */
  worst: number;
  runs: number;
  goal: number | null;
  limit: 'least' | 'most';
  met: boolean | null;
}

/** A size, which needs no second run. */
export const once = (ours: number, theirs: number): Pairs => ({ ours: [ours], theirs: [theirs] });

/** Ours is to be at least `goal` times as small, short or fast. */
export function atLeast(what: string, against: string, unit: Cost | Rate, pairs: Pairs, goal: number | null): Line {
  const isCost = unit === 'ms' || unit === 'bytes/point';
  const timesAsGood = (our: number, their: number): number => (isCost ? their / our : our / their);
  return compared({ what, against, unit, goal, limit: 'least' }, pairs, timesAsGood);
}

/** Ours, in ms, is to take at most `goal` times as long. */
export function atMost(what: string, against: string, pairs: Pairs, goal: number | null): Line {
  return compared({ what, against, unit: 'ms', goal, limit: 'most' }, pairs, (our, their) => our / their);
}

function compared(
  line: Pick<Line, 'what' | 'against' | 'unit' | 'goal' | 'limit'>,
  pairs: Pairs,
  ratioOf: (our: number, their: number) => number,
): Line {
  const { goal, limit } = line;
  const [ours, theirs] = [median(pairs.ours), median(pairs.theirs)];
  const ratio = ratioOf(ours, theirs);
  const ofPairs = pairs.ours.map((our, run) => ratioOf(our, pairs.theirs[run] ?? NaN));
  const worst = limit === 'least' ? Math.min(...ofPairs) : Math.max(...ofPairs);
  const met = goal === null ? null : limit === 'least' ? ratio >= goal : ratio <= goal;
  return { ...line, ours, theirs, ratio, worst, runs: pairs.ours.length, met };
}

/** Lines for a person to read. */
export function table(lines: readonly Line[]): string {
  const rows = lines.map(({ what, against, unit, ours, theirs, ratio, worst, goal, limit, met }) => [
    what,
    against,
    `${readable(ours)} ${unit}`,
    `${readable(theirs)} ${unit}`,
    times(ratio),
    times(worst),
    goal === null ? '' : `${limit === 'least' ? '≥' : '≤'} ${goal} ×`,
    met === null ? '' : met ? 'met' : 'MISSED',
  ]);
  return columns([['what', 'against', 'ours', 'theirs', 'ratio', 'worst pair', 'goal', ''], ...rows]);
}

/** Cells below each other. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

export const readable = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(2);

const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 1)} ×`;
