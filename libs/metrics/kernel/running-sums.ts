import { pairAt, put, seconds, sums } from './ride';

/**
 * Makes running sums out of the values that stand in their place, each one position after where its sum begins. What is not
 * above 0 counts as 0.
 *
 * @returns whether all values are whole; if not, the sums are to be made another way
 */
export function sumUp(): bool {
  put(sums, 0, 0);
  const zero = v128.splat<f64>(0);
  let before = zero;
  let fractions = zero;
  const end = seconds & ~1;
  for (let i = 1; i < end; i += 2) {
    const both = v128.pmax<f64>(zero, pairAt(sums, i));
    fractions = v128.or(fractions, v128.ne<f64>(both, v128.floor<f64>(both)));
    before = add(i, both, before);
  }
  if (end < seconds) {
    const last = Math.max(0, load<f64>(sums + ((<usize>seconds) << 3)));
    const value = last === last ? last : 0;
    if (value !== Math.floor(value)) return false;
    put(sums, seconds, v128.extract_lane<f64>(before, 0) + value);
  }
  return !v128.any_true(fractions);
}

/** Writes the sums after two values, the second of them from both. @returns the latter twice */
function add(i: i32, both: v128, before: v128): v128 {
  const rising = v128.add<f64>(both, v128.shuffle<f64>(v128.splat<f64>(0), both, 0, 2));
  const after = v128.add<f64>(before, rising);
  v128.store(sums + ((<usize>i) << 3), after);
  return v128.shuffle<f64>(after, after, 1, 1);
}
