import { findGapRules, secondsBetween, type GapRules } from './gaps';
import { measureSkew, orderPoints } from './ordered-points';
import { type RideQuality } from './ride-quality';
import { RIDE_CHANNELS, type RideChannel, type RideColumns } from './ride-columns';
import { averageBySlot, findSlots, type Slots } from './slots';

/** The channels that a summary is made of; the others have no series. */
export const SERIES_CHANNELS = ['power', 'cadence', 'heartrate', 'speed', 'distance', 'altitude'] as const;

export type SeriesChannel = (typeof SERIES_CHANNELS)[number];

/**
 * A ride second by second on its elapsed grid: from its first second to its last, pauses included (each shortened to
 * an hour, see GapRules).
 */
export interface RideSeries {
  /** Seconds of the grid; 0 for a ride without points. */
  length: number;
  /** 1 where the second is recorded (a point lies in it, or a dropout that is held), 0 where it is paused. */
  recorded: Uint8Array;
  /** Recorded seconds. */
  timerTime: number;
  /** Per channel one value a second, NaN = not measured or paused. A channel that measured nothing is left out. */
  channels: Partial<Record<SeriesChannel, Float64Array>>;
  /** Grid position of each second that holds a point, ascending. */
  positions: Uint32Array;
  /** Seconds since 1970 of the same seconds. */
  seconds: Float64Array;
  /** Unix milliseconds of the first and last point by time; null without points. */
  firstTimestamp: number | null;
  lastTimestamp: number | null;
  /** Points that came in, before anything was left out. */
  sampleCount: number;
  quality: RideQuality;
}

/**
 * Lays the points of a ride on a grid of one second. Points may come in any order; points in the same second are
 * averaged; short gaps hold the earlier value; longer ones are pauses. Each channel is held by the same rule on its own:
 * where it is silent for longer than the longest dropout it is not measured.
 */
export function buildSeries(columns: RideColumns): RideSeries {
  const { order, repeated, outOfOrder, withoutTime } = orderPoints(columns.timestamps);
  const slots = findSlots(columns.timestamps, order);
  const rules = findGapRules(slots.seconds);
  const grid = layOut(slots.seconds, rules);
  const skew = measureSkew(columns, order);

  const channels: RideSeries['channels'] = {};
  const valuesDropped: RideQuality['valuesDropped'] = {};
  for (const channel of RIDE_CHANNELS) {
    if (!columns.channels[channel]) continue;
    const { values, measured, dropped } = averageBySlot(columns, channel, order, slots);
    if (dropped > 0) valuesDropped[channel] = dropped;
    if (measured > 0 && isSeriesChannel(channel)) channels[channel] = hold(values, slots, grid, rules);
  }

  return {
    ...grid,
    channels,
    seconds: slots.seconds,
    firstTimestamp: order.length > 0 ? columns.timestamps[order[0]!]! : null,
    lastTimestamp: order.length > 0 ? columns.timestamps[order[order.length - 1]!]! : null,
    sampleCount: columns.timestamps.length,
    quality: {
      secondsHeld: grid.timerTime - slots.seconds.length,
      secondsPaused: grid.secondsPaused,
      secondsNotMeasured: grid.timerTime - countMeasured(channels.power),
      valuesDropped,
      pointsRepeated: repeated,
      pointsOutOfOrder: outOfOrder,
      pointsWithoutTime: withoutTime,
      pointsSkewed: skew.skewed,
      clockOffset: skew.offset,
    },
  };
}

/** Seconds since the first second of the ride, by the clock, at which the grid position lies. */
export function offsetOf({ positions, seconds }: RideSeries, position: number): number {
  // A position inside a shortened pause is counted back from the point that ends it.
  let low = 0;
  let high = positions.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! < position) low = middle + 1;
    else high = middle;
  }
  return seconds[low]! - (positions[low]! - position) - seconds[0]!;
}

interface Grid {
  length: number;
  recorded: Uint8Array;
  timerTime: number;
  secondsPaused: number;
  positions: Uint32Array;
}

function layOut(seconds: Float64Array, rules: GapRules): Grid {
  const positions = new Uint32Array(seconds.length);
  for (let slot = 1; slot < seconds.length; slot++) {
    const gap = seconds[slot]! - seconds[slot - 1]!;
    positions[slot] = positions[slot - 1]! + 1 + secondsBetween(gap, rules);
  }
  const length = seconds.length === 0 ? 0 : positions[seconds.length - 1]! + 1;
  const recorded = new Uint8Array(length).fill(1);
  let timerTime = length;
  let secondsPaused = 0;
  for (let slot = 1; slot < seconds.length; slot++) {
    const gap = seconds[slot]! - seconds[slot - 1]!;
    if (gap <= rules.maxDropout) continue;
    recorded.fill(0, positions[slot - 1]! + 1, positions[slot]);
    timerTime -= secondsBetween(gap, rules);
    secondsPaused += gap - 1;
  }
  return { length, recorded, timerTime, secondsPaused, positions };
}

function hold(values: Float64Array, { seconds }: Slots, grid: Grid, { maxDropout }: GapRules): Float64Array {
  const held = new Float64Array(grid.length).fill(NaN);
  let previous = -1;
  for (let slot = 0; slot < values.length; slot++) {
    const value = values[slot]!;
    if (Number.isNaN(value)) continue;
    const position = grid.positions[slot]!;
    held[position] = value;
    const from = previous < 0 ? position : grid.positions[previous]! + 1;
    if (from < position && seconds[slot]! - seconds[previous]! <= maxDropout)
      held.fill(values[previous]!, from, position);
    previous = slot;
  }
  return held;
}

function countMeasured(values: Float64Array | undefined): number {
  let count = 0;
  for (const value of values ?? []) if (!Number.isNaN(value)) count++;
  return count;
}

function isSeriesChannel(channel: RideChannel): channel is SeriesChannel {
  return (SERIES_CHANNELS as readonly string[]).includes(channel);
}
