import { findGapRules } from './gaps';
import { layOutGrid, type Grid } from './grid';
import { layOutChannel } from './laid-out-channel';
import { measureSkew, orderPoints } from './ordered-points';
import { countImplausible, plausibleRange } from './plausible';
import { type RideQuality } from './ride-quality';
import { isSeriesChannel, RIDE_CHANNELS, type RideColumns, type SeriesChannel } from './ride-columns';
import { averageBySlot, findSlots } from './slots';

/**
 * A ride second by second on its elapsed grid: from its first second to its last, pauses included (each shortened to
 * an hour, see GapRules).
 */
export interface RideSeries extends Grid {
  /** Per channel one value a second, NaN = not measured or paused. A channel that measured nothing is left out. */
  channels: Partial<Record<SeriesChannel, Float64Array>>;
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
export function buildSeries(received: RideColumns): RideSeries {
  const { columns, repeated, outOfOrder, withoutTime } = orderPoints(received);
  const { timestamps } = columns;
  const slots = findSlots(timestamps);
  const rules = findGapRules(slots.seconds);
  const grid = layOutGrid(slots.seconds, rules);
  const skew = measureSkew(columns);

  const channels: RideSeries['channels'] = {};
  const valuesHeld: RideQuality['valuesHeld'] = {};
  const valuesMissing: RideQuality['valuesMissing'] = {};
  const valuesDropped: RideQuality['valuesDropped'] = {};
  for (const channel of RIDE_CHANNELS) {
    const column = columns.channels[channel];
    if (!column) continue;
    const range = plausibleRange(channel);
    let measured = 0;
    if (isSeriesChannel(channel)) {
      const bySlot = averageBySlot(column, slots, range);
      const laidOut = layOutChannel(bySlot, slots.seconds, grid, rules.maxDropout, range);
      measured = laidOut.measured;
      if (measured > 0) {
        channels[channel] = laidOut.values;
        const missing = grid.timerTime - measured - laidOut.held;
        if (laidOut.held > 0) valuesHeld[channel] = laidOut.held;
        if (missing > 0) valuesMissing[channel] = missing;
      }
    }
    // Nothing was dropped where as many seconds have a value as there are points.
    const dropped = measured === timestamps.length ? 0 : countImplausible(column, range);
    if (dropped > 0) valuesDropped[channel] = dropped;
  }

  return {
    ...grid,
    channels,
    seconds: slots.seconds,
    firstTimestamp: timestamps.at(0) ?? null,
    lastTimestamp: timestamps.at(-1) ?? null,
    sampleCount: received.timestamps.length,
    quality: {
      secondsHeld: grid.timerTime - slots.seconds.length,
      secondsPaused: grid.secondsPaused,
      secondsNotMeasured: channels.power ? (valuesMissing.power ?? 0) : grid.timerTime,
      valuesHeld,
      valuesMissing,
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
