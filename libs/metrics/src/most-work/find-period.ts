/** Periods up to this many seconds are looked for; so few longer ones fit into a ride that they cost nothing. */
const LONGEST_PERIOD = 1024;
/** Seconds at which the power is compared with that of a period later. */
const PROBES = 64;
/** Where they lie: multiples of the golden ratio spread evenly, and keep no step with any period. */
const SPREAD = (Math.sqrt(5) - 1) / 2;
/** At its period a ride differs from itself by at most this share of what it differs by elsewhere. */
const LIKENESS = 0.35;

/**
 * The number of seconds after which the power of a ride, given by its running work, mostly comes again; 1 when it does not.
 */
export function findPeriod(sums: Float64Array): number {
  const seconds = sums.length - 1;
  const longest = Math.min(LONGEST_PERIOD, seconds >> 2);
  if (longest < 2) return 1;
  const unlikeness = new Float64Array(longest + 1);
  for (let probe = 0; probe < PROBES; probe++) {
    const at = Math.floor(((probe * SPREAD) % 1) * (seconds - longest));
    const power = sums[at + 1]! - sums[at]!;
    for (let lag = 1; lag <= longest; lag++) {
      unlikeness[lag]! += Math.abs(sums[at + lag + 1]! - sums[at + lag]! - power);
    }
  }
  return closestLag(unlikeness);
}

/** The shortest of the lags that are about as like as the likest, past those at which the ride is still alike anyway. */
function closestLag(unlikeness: Float64Array): number {
  const typical = unlikeness.reduce((total, value) => total + value, 0) / (unlikeness.length - 1);
  const first = unlikeness.findIndex((value, lag) => lag > 0 && value >= typical);
  if (typical === 0 || first < 0) return 1;
  const likest = unlikeness.subarray(first).reduce((least, value) => Math.min(least, value));
  if (likest > LIKENESS * typical) return 1;
  return unlikeness.findIndex((value, lag) => lag >= first && value <= 1.1 * likest);
}
