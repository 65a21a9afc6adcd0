import { findGapRules } from './gaps';
import { layOutGrid, secondAt, type Grid } from './grid';
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
  const rules = findGapRules(slots);
  const grid = layOutGrid(slots, rules);
  const skew = measureSkew(columns);

  const channels: RideSeries['channels'] = {};
  const valuesHeld: RideQuality['valuesHeld'] = {};
  const valuesMissing: RideQuality['valuesMissing'] = {};
  const valuesDropped: RideQuality['valuesDropped'] = {};
  for (const channel of RIDE_CHANNELS) {
    const column = columns.channels[channel];
    if (!column) continue;
    const range = plausibleRange(channel);
    let dropped: number | null = null;
    if (isSeriesChannel(channel)) {
      const bySlot = averageBySlot(column, slots, range);
      const { values, measured, held, implausible } = layOutChannel(bySlot, slots, grid, rules, range);
      if (measured > 0) {
        channels[channel] = values;
        const missing = grid.timerTime - measured - held;
        if (held > 0) valuesHeld[channel] = held;
        if (missing > 0) valuesMissing[channel] = missing;
      }
      // Where points share a second, those of its values that count leave no trace of the others.
      if (!slots.firstPoints) dropped = implausible;
    }
    dropped ??= countImplausible(column, range);
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
export function offsetOf(series: RideSeries, position: number): number {
  return secondAt(series, series.seconds, position) - series.seconds[0]!;
}
