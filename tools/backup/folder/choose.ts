import { compare } from '../oplog/position';
import { type Backups } from './backup-folder';
import { type BaseManifest, type IncrementManifest } from './manifest';

/** What has to be read, in this order. */
export interface Plan {
  base: BaseManifest;
  increments: IncrementManifest[];
}

const NO_BASE = 'there is no base backup here: take one with backup.sh';

/** @throws Error where there is none */
export function newestBase({ bases }: Backups): BaseManifest {
  const base = bases.at(-1);
  if (!base) throw new Error(NO_BASE);
  return base;
}

/**
 * The newest base backup before `time` from which the increments lead up to it without a gap.
 *
 * @throws Error with one sentence for a person when there is none
 */
export function planFor({ bases, increments }: Backups, time: Date): Plan {
  const [first] = bases;
  if (!first) throw new Error(NO_BASE);
  const before = bases.filter(({ oplog }) => Date.parse(oplog.end.wall) <= time.getTime()).reverse();
  let refusal = `${time.toISOString()} is before the first base backup, which is of ${first.oplog.end.wall}`;
  for (const [turn, base] of before.entries()) {
    const found = follow(base, increments, time);
    if (Array.isArray(found)) return { base, increments: found };
    if (turn === 0) refusal = found;
  }
  throw new Error(refusal);
}

/** The increments from a base backup to a time, or why they do not reach it. */
function follow(
  base: BaseManifest,
  increments: readonly IncrementManifest[],
  time: Date,
): IncrementManifest[] | string {
  const later = increments.filter(({ end }) => compare(end, base.oplog.end) > 0);
  const taken: IncrementManifest[] = [];
  let reached = base.oplog.end;
  for (const increment of later) {
    // One more than reaches the time: clock times stand out of order by moments.
    const enough = Date.parse(reached.wall) > time.getTime();
    const gap = compare(increment.after, reached) > 0;
    if (gap && enough) return taken;
    if (gap) {
      return `increments are missing between ${reached.wall} and ${increment.after.wall}: say a time up to ${reached.wall}, or after the next base backup`;
    }
    taken.push(increment);
    reached = increment.end;
    if (enough) return taken;
  }
  if (Date.parse(reached.wall) >= time.getTime()) return taken;
  return `${time.toISOString()} is after the last oplog increment: say a time up to ${reached.wall}, or run oplog-archive.sh while the server still has what followed`;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** @throws Error where it is no time with its zone */
export function readTime(text: string): Date {
  const time = new Date(text);
  if (!ISO.test(text) || Number.isNaN(time.getTime()))
    throw new Error(`--to wants a time with its zone, like 2026-11-24T18:30:00Z, and not ${text}`);
  return time;
}
