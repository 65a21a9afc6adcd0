import { type Medians } from './interleaved';

/** One comparison and what came of it. */
export interface Line {
  what: string;
  against: string;
  unit: 'bytes/point' | 'ms';
  ours: number;
  theirs: number;
  /** How many times as good as the other; where the goal is the most that the ratio may be, how many times as long. */
  ratio: number;
  goal: number | null;
  limit: 'least' | 'most';
  met: boolean | null;
}

/** Ours is to be at least `goal` times as small or as fast. */
export function atLeast(
  what: string,
  against: string,
  unit: Line['unit'],
  { ours, theirs }: Medians,
  goal: number | null,
): Line {
  const ratio = theirs / ours;
  return { what, against, unit, ours, theirs, ratio, goal, limit: 'least', met: goal === null ? null : ratio >= goal };
}

/** Ours, in ms, is to take at most `goal` times as long. */
export function atMost(what: string, against: string, { ours, theirs }: Medians, goal: number | null): Line {
  const ratio = ours / theirs;
  const met = goal === null ? null : ratio <= goal;
  return { what, against, unit: 'ms', ours, theirs, ratio, goal, limit: 'most', met };
}

/** Lines for a person to read. */
export function table(lines: readonly Line[]): string {
  const rows = lines.map(({ what, against, unit, ours, theirs, ratio, goal, limit, met }) => [
    what,
    against,
    `${ours.toFixed(2)} ${unit}`,
    `${theirs.toFixed(2)} ${unit}`,
    `${ratio.toFixed(limit === 'least' ? 1 : 2)} ×`,
    goal === null ? '' : `${limit === 'least' ? '≥' : '≤'} ${goal} ×`,
    met === null ? '' : met ? 'met' : 'MISSED',
  ]);
  const all = [['what', 'against', 'ours', 'theirs', 'ratio', 'goal', ''], ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}
