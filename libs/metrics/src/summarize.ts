import { measureClimb } from './climb';
import { decoupling } from './decoupling';
import { measureDistance } from './distance';
import { normalizedPower } from './normalized-power';
import { type RideSummary } from './ride-summary';
import { divide, score, type SummaryOptions } from './score';
import { type RideSeries } from './series';

/** Sums a ride up; nothing is rounded here (see roundSummary). */
export function summarize(series: RideSeries, options: SummaryOptions): RideSummary {
  const { timerTime, channels } = series;
  const power = describe(channels.power);
  const pedalling = describe(channels.cadence, 0);
  const heart = describe(channels.heartrate);
  const distance = measureDistance(series);
  const climb = channels.altitude ? measureClimb(channels.altitude) : null;
  const measures = {
    timerTime,
    normalizedPower: channels.power ? normalizedPower(withoutSilence(channels.power, power.seconds)) : null,
    avgPower: power.mean,
    avgHeartrate: heart.mean,
  };

  return {
    timerTime,
    avgPower: power.mean,
    maxPower: power.largest,
    ...score(measures, options),
    totalEnergy: power.mean === null ? null : power.sum / 1000,
    avgCadence: pedalling.mean,
    maxCadence: channels.cadence ? (pedalling.largest ?? 0) : null,
    avgHeartrate: heart.mean,
    maxHeartrate: heart.largest,
    totalDistance: distance,
    avgSpeed: divide(distance, timerTime),
    maxSpeed: describe(channels.speed).largest,
    totalAscent: climb ? climb.ascent : null,
    totalDescent: climb ? climb.descent : null,
    decoupling: channels.power && channels.heartrate ? decoupling(channels.power, channels.heartrate) : null,
    sampleCount: series.sampleCount,
    quality: series.quality,
  };
}

interface Description {
  /** Seconds that were measured. */
  seconds: number;
  sum: number;
  mean: number | null;
  largest: number | null;
}

/** Of the values above `floor`; NaN = not measured is none of them. */
function describe(values: Float64Array | undefined, floor = -Infinity): Description {
  let seconds = 0;
  let sum = 0;
  let largest = -Infinity;
  for (let i = 0, { length } = values ?? []; i < length; i++) {
    const value = values![i]!;
    if (!(value > floor)) continue;
    seconds++;
    sum += value;
    if (value > largest) largest = value;
  }
  return seconds === 0 ? { seconds, sum, mean: null, largest: null } : { seconds, sum, mean: sum / seconds, largest };
}

/** The seconds that were measured, one after another: the values themselves where all were. */
function withoutSilence(values: Float64Array, measured: number): Float64Array {
  if (measured === values.length) return values;
  const kept = new Float64Array(measured);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) kept[count++] = values[i]!;
  return kept;
}
