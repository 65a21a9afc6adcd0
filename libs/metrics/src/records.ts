/** The durations (s) at which records are kept. */
export const RECORD_DURATIONS = [1, 5, 10, 15, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600, 5400, 7200] as const;

/** The channels in which records are kept. */
export const RECORD_METRICS = ['power', 'heartrate', 'speed', 'cadence'] as const;

export type RecordDuration = (typeof RECORD_DURATIONS)[number];
export type RecordMetric = (typeof RECORD_METRICS)[number];

/** Whether `value` takes the record that stands at `previous` (null = none yet): only by being strictly larger. */
export function beatsRecord(previous: number | null, value: number): boolean {
  return previous === null || value > previous;
}

/** By how many percent of `previous` the new value is better; null where nothing, or 0, stood before. */
export function improvementPercent(previous: number | null, value: number): number | null {
  return previous === null || previous === 0 ? null : ((value - previous) / previous) * 100;
}
