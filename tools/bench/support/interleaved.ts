/** What one contender does in one run; `repeats` makes short work long enough for the clock. */
export interface Contender {
  run: () => unknown;
  repeats: number;
}

/** What was measured in each run; the runs of the two lie in pairs, one right after the other. */
export interface Pairs {
  ours: readonly number[];
  theirs: readonly number[];
}

const WARM_UP_MS = 1500;

/**
 * Runs two contenders in turns (A, B, A, B, …), so that what else the machine does meets both alike, after both have run
 * long enough to be compiled.
 * @returns milliseconds of one repeat
 */
export function interleaved(ours: Contender, theirs: Contender, runs: number): Pairs {
  for (const contender of [ours, theirs]) {
    for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) contender.run();
  }
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let run = 0; run < runs; run++) {
    times.ours.push(timed(ours));
    times.theirs.push(timed(theirs));
  }
  return times;
}

/**
 * The same for work that measures itself: all numbers of both, after some runs that are not counted.
 * @param warmUp how many
 */
export async function inTurns(
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
  { runs, warmUp }: { runs: number; warmUp: number },
): Promise<Pairs> {
  const pairs = { ours: [] as number[], theirs: [] as number[] };
  for (let run = -warmUp; run < runs; run++) {
    const [our, their] = [await ours(), await theirs()];
    if (run < 0) continue;
    pairs.ours.push(our);
    pairs.theirs.push(their);
  }
  return pairs;
}

function timed({ run, repeats }: Contender): number {
  const start = performance.now();
  for (let repeat = 0; repeat < repeats; repeat++) run();
  return (performance.now() - start) / repeats;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Between the two values that lie next to it, where none lies there. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}
