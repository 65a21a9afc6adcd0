import { type Span, startOfUtcMonth, type UtcMonth, utcMonthsOf } from './utc-month';

/** More gaps than this are read as one, together with what lies between them. */
const MOST_GAPS = 4;

/**
 * The parts of a span that no month kept covers, where the workouts have to be asked: neighbouring months in one.
 * @returns also the months that are kept and in no such part
 */
export function gapsIn(span: Span, isKept: (month: UtcMonth) => boolean): { gaps: Span[]; kept: UtcMonth[] } {
  const months = utcMonthsOf(span);
  const runs: [first: UtcMonth, last: UtcMonth][] = [];
  for (const month of months) {
    if (isKept(month)) continue;
    const run = runs.at(-1);
    if (run?.[1] === month - 1) run[1] = month;
    else runs.push([month, month]);
  }
  const wanted = runs.length > MOST_GAPS ? [[runs[0]?.[0] ?? 0, runs.at(-1)?.[1] ?? 0] as const] : runs;
  return {
    gaps: wanted.map(([first, last]) => ({
      from: latest(span.from, startOfUtcMonth(first)),
      before: earliest(span.before, startOfUtcMonth(last + 1)),
    })),
    kept: months.filter((month) => !wanted.some(([first, last]) => first <= month && month <= last)),
  };
}

const latest = (a: Date, b: Date): Date => (a > b ? a : b);
const earliest = (a: Date, b: Date): Date => (a < b ? a : b);
