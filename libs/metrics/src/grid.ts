import { secondsBetween, type GapRules } from './gaps';

/** Where the seconds with points lie on the elapsed grid of a ride. */
export interface Grid {
  /** Seconds of the grid; 0 for a ride without points. */
  length: number;
  /** 1 where the second is recorded (a point lies in it, or a dropout that is held), 0 where it is paused. */
  recorded: Uint8Array;
  /** Recorded seconds. */
  timerTime: number;
  /** Seconds between points too far apart to be one recording; by the clock, however long. */
  secondsPaused: number;
  /** Grid position of each second that holds a point, ascending. */
  positions: Uint32Array;
}

/** @param seconds the whole seconds that hold a point, ascending */
export function layOutGrid(seconds: Float64Array, rules: GapRules): Grid {
  const positions = new Uint32Array(seconds.length);
  let timerTime = Math.min(1, seconds.length);
  let secondsPaused = 0;
  for (let slot = 1; slot < seconds.length; slot++) {
    const gap = seconds[slot]! - seconds[slot - 1]!;
    if (gap === 1) {
      positions[slot] = positions[slot - 1]! + 1;
      timerTime++;
      continue;
    }
    const between = secondsBetween(gap, rules);
    positions[slot] = positions[slot - 1]! + between + 1;
    timerTime++;
    if (gap <= rules.maxDropout) timerTime += between;
    else secondsPaused += gap - 1;
  }
  const length = seconds.length === 0 ? 0 : positions[seconds.length - 1]! + 1;
  const recorded = new Uint8Array(length).fill(1);
  if (secondsPaused > 0) clearPauses(recorded, seconds, positions, rules.maxDropout);
  return { length, recorded, timerTime, secondsPaused, positions };
}

function clearPauses(recorded: Uint8Array, seconds: Float64Array, positions: Uint32Array, maxDropout: number): void {
  for (let slot = 1; slot < seconds.length; slot++) {
    if (seconds[slot]! - seconds[slot - 1]! > maxDropout) recorded.fill(0, positions[slot - 1]! + 1, positions[slot]);
  }
}
