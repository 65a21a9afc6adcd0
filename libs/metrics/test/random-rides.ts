import fc from 'fast-check';

import { type BrutePoint } from './brute-force';

const maybe = (value: fc.Arbitrary<number>): fc.Arbitrary<number | null> =>
  fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });

/** Whole or fractional, now and then impossible. */
const power = maybe(fc.oneof(fc.integer({ min: 0, max: 600 }), fc.constantFrom(0, 0, 21_733, -1, 0.5, NaN, Infinity)));
const heartrate = maybe(fc.oneof(fc.integer({ min: 90, max: 190 }), fc.constantFrom(0, 20, 251)));
const cadence = maybe(fc.oneof(fc.integer({ min: 0, max: 110 }), fc.constantFrom(0, 255)));
const speed = maybe(
  fc.oneof(
    fc.integer({ min: 0, max: 1500 }).map((v) => v / 100),
    fc.constantFrom(41, -3),
  ),
);
const altitude = maybe(fc.integer({ min: 0, max: 400 }).map((v) => v / 5));
const distance = maybe(fc.integer({ min: 0, max: 100_000 }).map((v) => v / 10));

/** Milliseconds to the next point: every second, smart recording, several a second, dropouts, pauses, repeats. */
const spacing = fc.constantFrom(
  fc.constant(1000),
  fc.integer({ min: 900, max: 1100 }),
  fc.integer({ min: 1, max: 7 }).map((seconds) => 1000 * seconds),
  fc.constantFrom(250, 250, 250, 0, 1000),
  fc.constantFrom(1000, 1000, 1000, 2000, 3000, 4000, 60_000),
);

/** Rides of up to 150 points in the order of time, of any spacing; a channel may be silent throughout. */
export const rides: fc.Arbitrary<BrutePoint[]> = fc
  .tuple(spacing, fc.subarray(['power', 'heartrate', 'cadence', 'speed', 'altitude', 'distance']), fc.nat(1e6))
  .chain(([between, silent, start]) =>
    fc
      .array(fc.record({ between, power, heartrate, cadence, speed, altitude, distance }), {
        maxLength: 150,
        size: 'max',
      })
      .map((rows) => {
        let timestamp = 1_700_000_000_000 + start;
        return rows.map(({ between: gap, ...values }) => {
          timestamp += gap;
          const measured = Object.entries(values).filter(([channel]) => !silent.includes(channel));
          return { timestamp, ...Object.fromEntries(measured) };
        });
      }),
  );
