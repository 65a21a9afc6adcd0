/** How power is usually summed up, written from the description of the method alone: what ours is measured against. */

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Best mean of each duration: every window sliced out and reduced. */
export function slicedBests(power: number[], durations: readonly number[]): number[] {
  return durations.map((duration) => {
    let best = 0;
    for (let start = 0; start + duration <= power.length; start++) {
      best = Math.max(best, mean(power.slice(start, start + duration)));
    }
    return best;
  });
}

/** Normalized power: every window of 30 s sliced out and reduced. */
export function slicedNormalizedPower(power: number[]): number {
  const fourthPowers: number[] = [];
  for (let end = 30; end <= power.length; end++) fourthPowers.push(mean(power.slice(end - 30, end)) ** 4);
  return mean(fourthPowers) ** 0.25;
}

/** The most work of every duration: running sums, and every window of every duration in plain loops. */
export function everyWindow(power: Float64Array): Float64Array {
  const seconds = power.length;
  const sums = new Float64Array(seconds + 1);
  for (let i = 0; i < seconds; i++) sums[i + 1] = sums[i]! + power[i]!;
  const most = new Float64Array(seconds + 1);
  for (let duration = 1; duration <= seconds; duration++) {
    let best = 0;
    for (let end = duration; end <= seconds; end++) {
      const work = sums[end]! - sums[end - duration]!;
      if (work > best) best = work;
    }
    most[duration] = best;
  }
  return most;
}
