import { count, DISTANCE, double, hasSpeed, input, integer, putInteger, speeds, timestamps } from './columns';
import { isMeasured, measured } from './measured';
import { divisor, relative } from './quanta';
import { Room } from './room';

/** What the next count is expected to be: as the one before; as far on as that was from its own; as the speed says. */
export const PREVIOUS: i32 = 0;
export const LINEAR: i32 = 1;
const BY_SPEED: i32 = 2;

const steps = new Room();
const candidate = new Room();
const best = new Room();

/** The predictor that leaves the shortest differences, how many, and where they lie (i32). */
export let predictor: i32 = PREVIOUS;
export let differences: usize = 0;
export let differing: i32 = 0;

/** How many counts at the beginning are no differences. */
function seedsOf(which: i32): i32 {
  return which == LINEAR ? 2 : 1;
}

/** Chooses how the counts of the column are predicted. */
export function predictBest(column: i32): void {
  const bytes = (<usize>measured) << 2;
  candidate.reserve(bytes);
  best.reserve(bytes);
  differences = best.at;
  let spare = candidate.at;
  predictor = PREVIOUS;
  let bits = predict(PREVIOUS, differences);
  const last = column == DISTANCE && hasSpeed() ? BY_SPEED : LINEAR;
  for (let other = LINEAR; other <= last; other++) {
    if (other == LINEAR && measured <= 2) continue;
    if (other == BY_SPEED) findSteps();
    const others = predict(other, spare);
    if (others >= bits) continue;
    bits = others;
    predictor = other;
    const loser = differences;
    differences = spare;
    spare = loser;
  }
  differing = max(0, measured - seedsOf(predictor));
}

/** @returns lengths of the differences in bits: not what they will take in the end, but enough to compare */
function predict(which: i32, into: usize): i64 {
  const counts = relative.at;
  const seeds = seedsOf(which);
  let bits: i64 = 8 * seeds;
  for (let index = seeds; index < measured; index++) {
    const before = integer(counts, index - 1);
    let difference = integer(counts, index) - before;
    if (which == LINEAR) difference -= before - integer(counts, index - 2);
    else if (which == BY_SPEED) difference -= integer(steps.at, index);
    putInteger(into, index - seeds, difference);
    bits += 32 - clz(difference ^ (difference >> 31));
  }
  return bits;
}

/** How far a rider gets from one measured distance to the next at the speed of the latter, in counts; 0 if not known. */
function findSteps(): void {
  steps.reserve((<usize>measured) << 2);
  const perMillisecond = divisor / 1000;
  let before: f64 = 0;
  let index = 0;
  for (let row = 0; row < count; row++) {
    if (!isMeasured(double(input.at, row))) continue;
    const now = double(timestamps.at, row);
    const step = Math.floor((now - before) * double(speeds.at, row) * perMillisecond + 0.5);
    putInteger(steps.at, index, Math.abs(step) < 2147483648 ? <i32>step : 0);
    before = now;
    index++;
  }
}
