import { type TelemetryRow } from '#telemetry';

/**
 * Seen timestamps are kept in sets of offsets within a bucket. 512 s at 1 Hz fit Redis' default limit for sets of
 * integers, which cost 4 bytes a point.
 */
export const BUCKET_MS = 512_000;

/** Points as the script takes them; as rows they would be in the way of the garbage collector while they wait. */
export interface PointRuns {
  count: number;
  /** Timestamps, unix ms; 0 where there are no points. */
  earliest: number;
  latest: number;
  /** Two arguments for each run of points of one bucket, see {@link APPEND}. */
  args: readonly string[];
}

/** @param rows each timestamp once */
export function runsOf(rows: readonly TelemetryRow[]): PointRuns {
  const args: string[] = [];
  let [earliest, latest] = [timeOf(rows[0]), 0];
  for (let from = 0; from < rows.length;) {
    const bucket = bucketOf(timeOf(rows[from]));
    let to = from;
    const offsets: string[] = [];
    for (; to < rows.length && bucketOf(timeOf(rows[to])) === bucket; to += 1) {
      const timestamp = timeOf(rows[to]);
      if (timestamp < earliest) earliest = timestamp;
      if (timestamp > latest) latest = timestamp;
      offsets.push(String(timestamp - bucket * BUCKET_MS));
    }
    const run = from === 0 && to === rows.length ? rows : rows.slice(from, to);
    args.push(`${bucket} ${run.length} ${JSON.stringify(offsets)}`, JSON.stringify(run));
    from = to;
  }
  return { count: rows.length, earliest, latest, args };
}

/** Unix ms. */
export const timeOf = (row: TelemetryRow | undefined): number => row?.[0] ?? 0;
export const bucketOf = (timestamp: number): number => Math.floor(timestamp / BUCKET_MS);
