/** What one contender does in one run; `repeats` makes short work long enough for the clock. */
export interface Contender {
  run: () => unknown;
  repeats: number;
}

export interface Medians {
  ours: number;
  theirs: number;
}

const WARM_UP_MS = 1500;

/**
 * Runs two contenders in turns (A, B, A, B, …), so that what else the machine does meets both alike, after both have run
 * long enough to be compiled.
 * @returns median milliseconds of one repeat
 */
export function interleaved(ours: Contender, theirs: Contender, runs: number): Medians {
  for (const contender of [ours, theirs]) {
    for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) contender.run();
  }
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let run = 0; run < runs; run++) {
    times.ours.push(timed(ours));
    times.theirs.push(timed(theirs));
  }
  return { ours: median(times.ours), theirs: median(times.theirs) };
}

function timed({ run, repeats }: Contender): number {
  const start = performance.now();
  for (let repeat = 0; repeat < repeats; repeat++) run();
  return (performance.now() - start) / repeats;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}
