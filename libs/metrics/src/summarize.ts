import { measureClimb } from './climb';
import { decoupling } from './decoupling';
import { measureDistance } from './distance';
import { normalizedPower } from './normalized-power';
import { METRICS_VERSION, type RideSummary } from './ride-summary';
import { type RideSeries } from './series';

/** What else a summary depends on. */
export interface SummaryOptions {
  /** Functional threshold power in force when the ride began, W; null (or nothing above 0) where none is known. */
  ftp: number | null;
}

/** Sums a ride up; nothing is rounded here (see roundSummary). */
export function summarize(series: RideSeries, options: SummaryOptions): RideSummary {
  const { timerTime, channels } = series;
  const ftp = options.ftp !== null && options.ftp > 0 && options.ftp < Infinity ? options.ftp : null;
  const measured = channels.power?.filter(isMeasured);
  const power = describe(measured);
  const pedalling = describe(channels.cadence?.filter((cadence) => cadence > 0));
  const heart = describe(channels.heartrate?.filter(isMeasured));
  const normalized = measured ? normalizedPower(measured) : null;
  const intensity = divide(normalized, ftp);
  const distance = measureDistance(series);
  const climb = channels.altitude ? measureClimb(channels.altitude) : null;

  return {
    timerTime,
    avgPower: power.mean,
    maxPower: power.largest,
    normalizedPower: normalized,
    intensityFactor: intensity,
    trainingStressScore:
      normalized !== null && intensity !== null && ftp !== null
        ? ((timerTime * normalized * intensity) / (ftp * 3600)) * 100
        : null,
    variabilityIndex: divide(normalized, power.mean),
    efficiencyFactor: divide(normalized, heart.mean),
    totalEnergy: power.mean === null ? null : power.sum / 1000,
    avgCadence: pedalling.mean,
    maxCadence: channels.cadence ? (pedalling.largest ?? 0) : null,
    avgHeartrate: heart.mean,
    maxHeartrate: heart.largest,
    totalDistance: distance,
    avgSpeed: divide(distance, timerTime),
    maxSpeed: describe(channels.speed?.filter(isMeasured)).largest,
    totalAscent: climb ? climb.ascent : null,
    totalDescent: climb ? climb.descent : null,
    decoupling: channels.power && channels.heartrate ? decoupling(channels.power, channels.heartrate) : null,
    sampleCount: series.sampleCount,
    quality: series.quality,
    metricsVersion: METRICS_VERSION,
    ftp,
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

function isMeasured(value: number): boolean {
  return !Number.isNaN(value);
}

function divide(dividend: number | null, divisor: number | null): number | null {
  return dividend === null || divisor === null || divisor === 0 ? null : dividend / divisor;
}
