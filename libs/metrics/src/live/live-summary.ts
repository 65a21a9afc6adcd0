import { NORMALIZED_POWER_WINDOW } from '../normalized-power';
import { plausibleRange } from '../plausible';
import { type RideSummary } from '../ride-summary';
import { score, type SummaryOptions } from '../score';
import { SERIES_CHANNELS, type SeriesChannel } from '../ride-columns';
import { closeSecond } from './close-second';
import { emptyLiveState, type LiveSummaryState, type LiveTotal } from './live-state';

/** One point of a ride; absent or null = not measured. */
export type LivePoint = { timestamp: number } & Partial<Record<SeriesChannel, number | null>>;

/** A summary of a ride under way: all but what needs the ride as a whole. */
export type LiveRideSummary = Omit<RideSummary, 'decoupling' | 'quality'>;

/**
 * Sums a ride up while it is ridden, in the same memory however long it gets. At every point the summary is what the
 * ride so far comes to when it is summed up as a whole, with one difference: whether a gap is a dropout is decided when
 * it ends, by the median spacing until then, and stays so. So the two agree from when that median has settled, which at
 * a point a second it has from the start.
 */
export class LiveSummary {
  private readonly state: LiveSummaryState;

  /** @param state what toJSON gave, to go on from there */
  constructor(state?: LiveSummaryState) {
    this.state = state ? clone(state) : emptyLiveState();
  }

  /**
   * Counts a point in.
   *
   * @returns false when it was left out, for not being later than the one before
   */
  add(point: LivePoint): boolean {
    const { state } = this;
    state.sampleCount++;
    if (!Number.isFinite(point.timestamp) || point.timestamp <= (state.lastTimestamp ?? -Infinity)) return false;
    state.lastTimestamp = point.timestamp;
    const second = Math.floor(point.timestamp / 1000);
    if (state.open?.second !== second) {
      closeSecond(state);
      state.open = { second, values: {} };
    }
    for (const channel of SERIES_CHANNELS) {
      const value = point[channel];
      const { lowest, highest } = plausibleRange(channel);
      if (value == null || !(value >= lowest && value <= highest)) continue;
      const [sum, count] = state.open.values[channel] ?? [0, 0];
      state.open.values[channel] = [sum + value, count + 1];
    }
    return true;
  }

  /** What the ride comes to up to the last point; unrounded. */
  summary(options: SummaryOptions): LiveRideSummary {
    const state = clone(this.state);
    closeSecond(state);
    const { timerTime, power, pedalling, heartrate, speed, climb, last } = state;
    const distance = last.distance ? state.increases : last.speed ? speed.sum : null;
    const avgPower = meanOf(power);
    const avgHeartrate = meanOf(heartrate);
    return {
      timerTime,
      avgPower,
      maxPower: maxOf(power),
      ...score({ timerTime, normalizedPower: normalizedPowerOf(state), avgPower, avgHeartrate }, options),
      totalEnergy: power.seconds > 0 ? power.sum / 1000 : null,
      avgCadence: meanOf(pedalling),
      maxCadence: last.cadence ? pedalling.max : null,
      avgHeartrate,
      maxHeartrate: maxOf(heartrate),
      totalDistance: distance,
      avgSpeed: distance === null ? null : distance / timerTime,
      maxSpeed: maxOf(speed),
      totalAscent: last.altitude ? climb.ascent : null,
      totalDescent: last.altitude ? climb.descent : null,
      sampleCount: state.sampleCount,
    };
  }

  /** The state to keep; JSON. */
  toJSON(): LiveSummaryState {
    return clone(this.state);
  }
}

function clone(state: LiveSummaryState): LiveSummaryState {
  return JSON.parse(JSON.stringify(state)) as LiveSummaryState;
}

function meanOf({ seconds, sum }: LiveTotal): number | null {
  return seconds > 0 ? sum / seconds : null;
}

function maxOf({ seconds, max }: LiveTotal): number | null {
  return seconds > 0 ? max : null;
}

function normalizedPowerOf({ power, rolling }: LiveSummaryState): number | null {
  const windows = power.seconds - NORMALIZED_POWER_WINDOW + 1;
  return windows > 0 ? (rolling.fourthPowers / windows) ** 0.25 / NORMALIZED_POWER_WINDOW : null;
}
