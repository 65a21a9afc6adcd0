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
  const measured = measuredOf(channels.power);
  const power = describe(measured);
  const pedalling = describe(measuredOf(channels.cadence, 0));
  const heart = describe(measuredOf(channels.heartrate));
  const distance = measureDistance(series);
  const climb = channels.altitude ? measureClimb(channels.altitude) : null;
  const measures = {
    timerTime,
    normalizedPower: measured ? normalizedPower(measured) : null,
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
    maxSpeed: describe(measuredOf(channels.speed)).largest,
    totalAscent: climb ? climb.ascent : null,
    totalDescent: climb ? climb.descent : null,
    decoupling: channels.power && channels.heartrate ? decoupling(channels.power, channels.heartrate) : null,
    sampleCount: series.sampleCount,
    quality: series.quality,
  };
}

interface Description {
  sum: number;
  mean: number | null;
  largest: number | null;
}

function describe(values: Float64Array | undefined): Description {
  if (!values || values.length === 0) return { sum: 0, mean: null, largest: null };
  let sum = 0;
  let largest = -Infinity;
  for (const value of values) {
    sum += value;
    if (value > largest) largest = value;
  }
  return { sum, mean: sum / values.length, largest };
}

/** The values above `floor`, without those that were not measured. (The filter of typed arrays takes twenty times as long.) */
function measuredOf(values: Float64Array | undefined, floor = -Infinity): Float64Array | undefined {
  if (!values) return undefined;
  const measured = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > floor) measured[count++] = values[i]!;
  return measured.subarray(0, count);
}
