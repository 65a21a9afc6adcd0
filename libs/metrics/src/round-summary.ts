import { type RideSummary } from './ride-summary';

/**
 * Rounds a summary as it is shown: W, bpm, rpm, m and kJ to integers, speed, TSS and decoupling to one decimal, IF, VI
 * and EF to two. Done once, at the edge; what is compared or computed on stays unrounded.
 */
export function roundSummary<Summary extends Omit<RideSummary, 'quality'>>(summary: Summary): Summary {
  return {
    ...summary,
    avgPower: round(summary.avgPower, 0),
    maxPower: round(summary.maxPower, 0),
    normalizedPower: round(summary.normalizedPower, 0),
    intensityFactor: round(summary.intensityFactor, 2),
    trainingStressScore: round(summary.trainingStressScore, 1),
    variabilityIndex: round(summary.variabilityIndex, 2),
    efficiencyFactor: round(summary.efficiencyFactor, 2),
    totalEnergy: round(summary.totalEnergy, 0),
    avgCadence: round(summary.avgCadence, 0),
    maxCadence: round(summary.maxCadence, 0),
    avgHeartrate: round(summary.avgHeartrate, 0),
    maxHeartrate: round(summary.maxHeartrate, 0),
    totalDistance: round(summary.totalDistance, 0),
    avgSpeed: round(summary.avgSpeed, 1),
    maxSpeed: round(summary.maxSpeed, 1),
    totalAscent: round(summary.totalAscent, 0),
    totalDescent: round(summary.totalDescent, 0),
    decoupling: round(summary.decoupling, 1),
  };
}

function round(value: number | null, decimals: 0 | 1 | 2): number | null {
  if (value === null) return null;
  const scale = 10 ** decimals;
  // + 0 turns −0 into 0.
  return Math.round(value * scale) / scale + 0;
}
