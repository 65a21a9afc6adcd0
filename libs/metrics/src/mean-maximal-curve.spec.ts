import fc from 'fast-check';

import { bruteForceMostWork } from '../test/brute-force';
import { powerSeries } from '../test/power-series';
import { realRide } from '../test/real-ride';
import { curveOf, meanMaximalPower } from './mean-maximal-curve';

const work = (power: readonly number[]): number[] => [...curveOf(Float64Array.from(power)).work];

describe('the mean-maximal curve', () => {
  it('is what trying every window gives, to the joule', () => {
    fc.assert(
      fc.property(powerSeries, (power) => {
        expect(work(power).slice(1)).toEqual(bruteForceMostWork(power));
      }),
      { numRuns: 300 },
    );
  });

  it('is within 1e-9 W of it for fractions of a watt', () => {
    const fractions = fc.oneof(
      fc.array(fc.double({ min: 0, max: 2500, noNaN: true }), { maxLength: 200, size: 'max' }),
      fc
        .tuple(powerSeries, fc.double({ min: 0.001, max: 1, noNaN: true }))
        .map(([power, k]) => power.map((w) => w * k)),
    );
    fc.assert(
      fc.property(fractions, (power) => {
        const most = bruteForceMostWork(power);
        const found = work(power).slice(1);
        expect(found).toHaveLength(most.length);
        const errors = found.map((done, i) => Math.abs(done - most[i]!) / (i + 1));
        expect(errors.filter((error) => !(error < 1e-9))).toEqual([]);
      }),
    );
  });

  it('is as close for short efforts in a long ride that hardly changes', () => {
    const power = Float64Array.from({ length: 20_000 }, (_, i) => 2400 + 1e-7 * Math.sin(i));
    power.fill(2400.000_000_3, 15_000, 15_003);
    const most = curveOf(power).work;
    expect([1, 2, 3].map((d) => most[d])).toEqual(
      [1, 2, 3].map((d) => expect.closeTo(2400.000_000_3 * d, 10) as number),
    );
  });

  it('is within 1e-9 W over hours of a constant fraction, where all windows differ by rounding alone', () => {
    const most = curveOf(new Float64Array(10_000).fill(213.7)).work;
    expect(most.subarray(1).filter((work, i) => !(Math.abs(work / (i + 1) - 213.7) < 1e-9))).toHaveLength(0);
    const cycle = [3, 250, 7, 90, 1, 0, 44];
    const nearly = Float64Array.from(
      { length: 12_000 },
      (_, i) => 0.9731 * cycle[i % 7]! + 1e-6 * Math.sin(i * i) ** 2,
    );
    expect(curveOf(nearly).work.filter((work, d, all) => d > 0 && work < all[d - 1]!)).toHaveLength(0);
  });

  it('rises, begins with the maximum, ends with all the work, and is no more than the sum of its parts', () => {
    fc.assert(
      fc.property(
        powerSeries.filter((power) => power.length > 1),
        fc.nat(),
        fc.nat(),
        (power, some, more) => {
          const most = work(power);
          most.reduce((before, done) => {
            expect(done).toBeGreaterThanOrEqual(before);
            return done;
          });
          expect(most[1]).toBe(Math.max(...power));
          expect(most[power.length]).toBe(power.reduce((sum, watts) => sum + watts, 0));
          const a = 1 + (some % (power.length - 1));
          const b = 1 + (more % (power.length - a));
          expect(most[a + b]).toBeLessThanOrEqual(most[a]! + most[b]!);
        },
      ),
    );
  });

  it('counts a second without a value as 0 W', () => {
    expect(work([100, NaN, 300])).toEqual([0, 300, 300, 400]);
    expect(work([NaN])).toEqual([0, 0]);
    expect(work([])).toEqual([0]);
  });

  it.each([
    ['a ride with noise', (i: number): number => Math.round(Math.abs(220 * Math.sin(i / 71) + 90 * Math.sin(i * i)))],
    ['30/15 intervals', (i: number): number => (i % 45 < 30 ? 300 : 150)],
    [
      '30/15 intervals, a surge and a pause',
      (i: number): number => (i > 4e3 && i < 4500 ? 0 : i % 45 < 30 ? 300 : i < 99 ? 400 : 150),
    ],
    [
      'a trainer that holds its power, with a break',
      (i: number): number => (i > 3000 && i < 4000 ? 0 : 200 + (i % 97 === 0 ? 1 : 0)),
    ],
    [
      'laps longer than any period looked for',
      (i: number): number => Math.round(150 + 100 * Math.sin((i % 1777) ** 1.5)),
    ],
    // Its best windows jump about so that every range is the only one to hold some of them.
    ['laps of noise', (i: number): number => Math.round(150 + 100 * Math.sin((i % 1777) ** 2.1))],
    ['nothing but an effort in the middle', (i: number): number => (i > 3000 && i < 3010 ? 500 : 0)],
    [
      'slow waves that never meet',
      (i: number): number => Math.round(200 + 100 * Math.sin(i / 7.53) + 60 * Math.sin(i / 97.36)),
    ],
  ])('is exact over hours of %s', (_, powerAt) => {
    const power = Float64Array.from({ length: 5021 }, (__, i) => powerAt(i));
    expect([...curveOf(power).work.subarray(1)]).toEqual(bruteForceMostWork(power));
  });

  it('is exact over a recorded ride', () => {
    const power = realRide().points.map((point) => point.power ?? 0);
    expect(work(power).slice(1)).toEqual(bruteForceMostWork(power));
  });

  it('answers for the durations that it has', () => {
    const curve = curveOf(Float64Array.of(100, 300));
    expect([0, 1, 2, 3, 1.5, -1].map((d) => meanMaximalPower(curve, d))).toEqual([null, 300, 200, null, null, null]);
  });
});
