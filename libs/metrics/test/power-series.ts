import fc from 'fast-check';

const watts = fc.integer({ min: 0, max: 2500 });
const length = fc.integer({ min: 0, max: 600 });

/** Repeats a few values to a length. */
function cycle(values: number[], seconds: number): number[] {
  return Array.from({ length: seconds }, (_, i) => values[i % values.length]!);
}

/** Overwrites stretches of a series. */
function disturb(power: number[], changes: { at: number; seconds: number; by: number }[]): number[] {
  const changed = [...power];
  for (const { at, seconds, by } of changes) {
    const first = Math.floor(at * changed.length);
    for (let i = first; i < Math.min(first + seconds, changed.length); i++) changed[i] = Math.max(0, changed[i]! + by);
  }
  return changed;
}

const changes = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 0.99, noNaN: true }),
    seconds: fc.integer({ min: 1, max: 120 }),
    by: fc.integer({ min: -2500, max: 200 }),
  }),
  { maxLength: 4 },
);

const random = fc.array(watts, { maxLength: 300, size: 'max' });
const constant = fc.tuple(fc.array(watts, { minLength: 1, maxLength: 1 }), length);
const periodic = fc.tuple(fc.array(watts, { minLength: 2, maxLength: 60, size: 'max' }), length);
const steps = fc
  .array(fc.tuple(fc.constantFrom(0, 0, 120, 200, 201, 350), fc.integer({ min: 1, max: 90 })), { maxLength: 20 })
  .map((parts) => parts.flatMap(([level, seconds]) => new Array<number>(seconds).fill(level)));
const spiky = fc
  .tuple(fc.array(fc.tuple(fc.nat({ max: 599 }), watts), { maxLength: 12 }), length)
  .map(([spikes, seconds]) => {
    const power = new Array<number>(seconds).fill(0);
    for (const [at, value] of spikes) if (at < seconds) power[at] = value;
    return power;
  });

/**
 * Whole-watt power, one value a second: random, constant, periodic, in steps, single spikes in nothing, and the
 * regular ones disturbed by pauses and surges; up to 1,800 s.
 */
export const powerSeries: fc.Arbitrary<number[]> = fc.oneof(
  random,
  constant.map(([values, seconds]) => cycle(values, seconds)),
  periodic.map(([values, seconds]) => cycle(values, seconds)),
  fc.tuple(periodic, changes).map(([[values, seconds], made]) => disturb(cycle(values, seconds), made)),
  fc.tuple(constant, changes).map(([[values, seconds], made]) => disturb(cycle(values, seconds), made)),
  steps,
  spiky,
);
