/** A period counts that fits into the ride this many times; fewer ties cost little. */
const FEWEST_REPEATS = 64;
/** Seconds at which the power is compared with that of a period later. */
const PROBES = 256;
const FEW_PROBES = 64;
/** At its period a ride differs from itself by at most this share of what it differs by elsewhere. */
const LIKENESS = 0.35;
/** What may turn out to be that when more seconds are compared. */
const MAYBE_LIKE = 0.6;

/**
 * The number of seconds after which the power of a ride, given by its running work, mostly comes again; 1 when it does not.
 * Few seconds are enough to tell that nothing comes again, which is so for most rides.
 */
export function findPeriod(sums: Float64Array): number {
  if (closestLag(unlikenessOf(sums, FEW_PROBES), MAYBE_LIKE) === 1) return 1;
  return closestLag(unlikenessOf(sums, PROBES), LIKENESS);
}

/** How much the power of chosen seconds differs from that of each number of seconds later. */
function unlikenessOf(sums: Float64Array, probes: number): Float64Array {
  const seconds = sums.length - 1;
  const longest = Math.floor(seconds / FEWEST_REPEATS);
  const unlikeness = new Float64Array(longest + 1);
  let random = 0;
  for (let probe = 0; probe < probes; probe++) {
    // A linear congruential generator (Numerical Recipes): evenly spread seconds could keep step with a period.
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const at = Math.floor((random / 2 ** 32) * (seconds - longest));
    const power = sums[at + 1]! - sums[at]!;
    for (let lag = 1; lag <= longest; lag++) {
      unlikeness[lag]! += Math.abs(sums[at + lag + 1]! - sums[at + lag]! - power);
    }
  }
  return unlikeness;
}

/** The lag at which the ride is most like itself, past those at which it has not had the time to change; 1 without one. */
function closestLag(unlikeness: Float64Array, likeness: number): number {
  if (unlikeness.length < 3) return 1;
  const typical = unlikeness.reduce((total, value) => total + value, 0) / (unlikeness.length - 1);
  const first = unlikeness.findIndex((value, lag) => lag > 0 && value >= typical);
  let closest = first;
  for (let lag = first + 1; lag < unlikeness.length; lag++) if (unlikeness[lag]! < unlikeness[closest]!) closest = lag;
  return unlikeness[closest]! < likeness * typical ? closest : 1;
}
