import { type Progress } from '../../servers';
import { columns, type Line, readable, table } from '../support/line';

/** A number that stands for itself. */
export interface Figure {
  what: string;
  against: null;
  unit: string;
  value: number;
  ratio: null;
  /** The most that it may be. */
  goal: number | null;
  limit: 'most';
  met: boolean | null;
}

export interface RowOptions {
  /** Less of everything: a look, not a measurement. */
  quick: boolean;
  progress: Progress;
  /** Names of the rows that are asked for. */
  wanted: ReadonlySet<string>;
}

/** One part of the benchmark, or several that need the same; it brings up and takes down what it needs. */
export type Row = (options: RowOptions) => Promise<(Line | Figure)[]>;

export function figure(what: string, unit: string, value: number, goal: number | null = null): Figure {
  const met = goal === null ? null : value <= goal;
  return { what, against: null, unit, value, ratio: null, goal, limit: 'most', met };
}

export const megabytes = (bytes: number): number => bytes / 1_048_576;

/** For a person who waits for the rest. */
export const inShort = (result: Line | Figure): string =>
  result.against === null
    ? `${result.what}: ${readable(result.value)} ${result.unit}`
    : `${result.what}: ${result.ratio.toFixed(2)} × ${result.against}`;

/** For a person to read. */
export function tables(results: readonly (Line | Figure)[]): string {
  const lines = results.filter((result): result is Line => result.against !== null);
  const figures = results.filter((result): result is Figure => result.against === null);
  const rows = figures.map(({ what, value, unit, goal, met }) => [
    what,
    `${readable(value)} ${unit}`,
    goal === null ? '' : `≤ ${goal} ${unit}`,
    met === null ? '' : met ? 'met' : 'MISSED',
  ]);
  return [
    ...(lines.length > 0 ? [table(lines)] : []),
    ...(rows.length > 0 ? [columns([['what', 'value', 'goal', ''], ...rows])] : []),
  ].join('\n\n');
}
