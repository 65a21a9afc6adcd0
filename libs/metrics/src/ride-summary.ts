import { type RideQuality } from './ride-quality';

/** Rises with every change of a definition: a summary of a lower version can be found and computed again. */
export const METRICS_VERSION = 1;

/**
 * What a ride comes to. Null = not measured. Recorded time leaves pauses out; averages leave out what was not measured.
 * NP, IF, TSS, VI, EF: Allen, Coggan, *Training and Racing with a Power Meter*.
 */
export interface RideSummary {
  /** Recorded seconds, s. */
  timerTime: number;
  /** Mean power, zeros included, W. */
  avgPower: number | null;
  maxPower: number | null;
  /** Fourth-power mean of the 30 s rolling mean, W; null under 30 s of power. */
  normalizedPower: number | null;
  /** NP ÷ FTP. */
  intensityFactor: number | null;
  /** timerTime × NP × IF ÷ (FTP × 3600) × 100. */
  trainingStressScore: number | null;
  /** NP ÷ mean power. */
  variabilityIndex: number | null;
  /** NP ÷ mean heart rate, W per bpm. */
  efficiencyFactor: number | null;
  /** Work, kJ. */
  totalEnergy: number | null;
  /** Mean cadence while pedalling (zeros excluded), rpm. */
  avgCadence: number | null;
  maxCadence: number | null;
  /** bpm. */
  avgHeartrate: number | null;
  maxHeartrate: number | null;
  /** m. */
  totalDistance: number | null;
  /** Distance ÷ timerTime, m/s. */
  avgSpeed: number | null;
  maxSpeed: number | null;
  /** Climbed and descended, m. */
  totalAscent: number | null;
  totalDescent: number | null;
  /** Loss of power per heart beat from the first half to the second, %. */
  decoupling: number | null;
  /** Points received. */
  sampleCount: number;
  quality: RideQuality;
  metricsVersion: number;
  /** The FTP that was used, W; null where none was known. */
  ftp: number | null;
}
