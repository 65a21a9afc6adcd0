import { METRICS_VERSION } from '../ride-summary';
import { type SeriesChannel } from '../ride-columns';

/** Measured seconds of a channel, summed up. */
export interface LiveTotal {
  seconds: number;
  sum: number;
  max: number;
}

/**
 * All that a ride under way has to remember to be summed up; plain JSON of about a kilobyte, however long the ride.
 * Seconds are whole seconds since 1970.
 */
export interface LiveSummaryState {
  metricsVersion: number;
  sampleCount: number;
  lastTimestamp: number | null;
  /** How many neighbouring seconds with points were 0, 1, 2, … s apart; the last also counts all that were further. */
  gaps: number[];
  /** The second that is not over: per channel the sum and the number of its values so far. */
  open: { second: number; values: Partial<Record<SeriesChannel, [sum: number, count: number]>> } | null;
  /** The second with points before that. */
  lastSecond: number | null;
  timerTime: number;
  /** The last measured second of each channel, and its value. */
  last: Partial<Record<SeriesChannel, { second: number; value: number }>>;
  power: LiveTotal;
  /** The last 30 measured seconds of power (the position of a second is its number modulo 30), their sum, and the sum of the
   * fourth powers of all such sums so far. */
  rolling: { window: number[]; sum: number; fourthPowers: number };
  /** Above 0 only. */
  pedalling: LiveTotal;
  heartrate: LiveTotal;
  speed: LiveTotal;
  /** Increases of the distance, m. */
  increases: number;
  climb: { accepted: number | null; ascent: number; descent: number };
}

/** Gaps of this many seconds and more are counted together. */
const LONGEST_COUNTED_GAP = 60;

const nothing = (): LiveTotal => ({ seconds: 0, sum: 0, max: 0 });

/** Before the first point. */
export function emptyLiveState(): LiveSummaryState {
  return {
    metricsVersion: METRICS_VERSION,
    sampleCount: 0,
    lastTimestamp: null,
    gaps: new Array<number>(LONGEST_COUNTED_GAP + 1).fill(0),
    open: null,
    lastSecond: null,
    timerTime: 0,
    last: {},
    power: nothing(),
    rolling: { window: [], sum: 0, fourthPowers: 0 },
    pedalling: nothing(),
    heartrate: nothing(),
    speed: nothing(),
    increases: 0,
    climb: { accepted: null, ascent: 0, descent: 0 },
  };
}
