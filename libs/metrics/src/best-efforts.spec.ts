import fc from 'fast-check';

import { columnsOf } from '../test/columns-of';
import { powerSeries } from '../test/power-series';
import { bestEfforts } from './best-efforts';
import { meanMaximalCurve } from './mean-maximal-curve';
import { RECORD_DURATIONS } from './records';
import { buildSeries } from './series';

const seconds = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => 1000 * (from + i));
const effortsOf = (timestamps: number[], values: { power?: number; heartrate?: number }[], durations: number[]) =>
  bestEfforts(buildSeries(columnsOf(timestamps.map((timestamp, i) => ({ timestamp, ...values[i] })))), durations);

/** The first of the best windows, every one summed up; with a second that was not measured it does not count. */
function firstBest(values: number[], duration: number): { best: number; earliest: number } {
  let [best, earliest] = [-1, -1];
  let sum = 0;
  let missing = 0;
  values.forEach((value, end) => {
    if (Number.isNaN(value)) missing++;
    else sum += value;
    const left = values[end - duration];
    if (left !== undefined && Number.isNaN(left)) missing--;
    else sum -= left ?? 0;
    if (end + 1 >= duration && missing === 0 && sum > best) [best, earliest] = [sum, end + 1 - duration];
  });
  return { best, earliest };
}

describe('best efforts', () => {
  it('of power span a pause as 0 W, of heart rate they do not', () => {
    const timestamps = [...seconds(5), ...seconds(5, 15)];
    const values = timestamps.map(() => ({ power: 200, heartrate: 150 }));
    expect(effortsOf(timestamps, values, [5, 6, 20, 21])).toEqual([
      { metric: 'power', duration: 5, value: 200, startOffset: 0 },
      { metric: 'power', duration: 6, value: 1000 / 6, startOffset: 0 },
      { metric: 'power', duration: 20, value: 100, startOffset: 0 },
      { metric: 'heartrate', duration: 5, value: 150, startOffset: 0 },
    ]);
  });

  it('start at the earliest of equal windows', () => {
    const values = [1, 3, 3, 1, 3, 3].map((power) => ({ power }));
    expect(effortsOf(seconds(6), values, [2])).toEqual([{ metric: 'power', duration: 2, value: 3, startOffset: 1 }]);
  });

  it('start where the first of the best windows starts, whatever the length', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (power, d) => {
        const sums = power.slice(d - 1).map((_, start) => power.slice(start, start + d).reduce((a, b) => a + b, 0));
        const best = Math.max(...sums);
        const expected = sums.length > 0 ? [{ startOffset: sums.indexOf(best), value: best / d }] : [];
        const values = power.map((watts) => ({ power: watts, heartrate: watts + 100 }));
        const efforts = effortsOf(seconds(power.length), values, [d]);
        expect(efforts.filter(({ metric }) => metric === 'power')).toMatchObject(expected);
        expect(efforts.map(({ startOffset }) => startOffset)).toEqual(
          expected.flatMap((e) => [e.startOffset, e.startOffset]),
        );
      }),
    );
  });

  it('of power are the same where the curve is known, and what trying every window gives', () => {
    // More than that is taken for noise, and the series has none of it.
    const measurable = powerSeries.map((power) => power.map((watts) => Math.min(watts, 2500)));
    const halves = measurable.map((power) => power.map((watts) => watts / 2));
    const tenths = measurable.map((power) => power.map((watts) => watts / 10));
    fc.assert(
      fc.property(fc.oneof(measurable, halves, tenths), (power) => {
        const series = buildSeries({
          timestamps: Float64Array.from(seconds(power.length)),
          channels: { power: Float64Array.from(power) },
        });
        const found = bestEfforts(series, RECORD_DURATIONS, meanMaximalCurve(series));
        expect(found).toEqual(bestEfforts(series));
        for (const { duration, value, startOffset } of found) {
          const { best, earliest } = firstBest(power, duration);
          expect(value).toBeCloseTo(best / duration, 9);
          if (power.every(Number.isInteger)) expect([value, startOffset]).toEqual([best / duration, earliest]);
        }
        expect(found).toHaveLength(RECORD_DURATIONS.filter((duration) => duration <= power.length).length);
      }),
      { numRuns: 200 },
    );
  });

  it('are found wherever they lie in an hour, and at the first of equal places', () => {
    const heartrate = Float64Array.from({ length: 3600 }, (_, i) => Math.round(140 + 30 * Math.sin(i / 400) + (i % 7)));
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(3599), beats: fc.constantFrom(NaN, 60, 180, 250) }), { maxLength: 5 }),
        (changes) => {
          const values = heartrate.slice();
          for (const { at, beats } of changes) values[at] = beats;
          const series = buildSeries({ timestamps: Float64Array.from(seconds(3600)), channels: { heartrate: values } });
          const held = [...series.channels.heartrate!];
          for (const { duration, value, startOffset } of bestEfforts(series)) {
            const { best, earliest } = firstBest(held, duration);
            expect([value, startOffset]).toEqual([best / duration, earliest]);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are found among fractions that differ in their last digits, late in a long ride', () => {
    const values = Float64Array.from({ length: 90_000 }, (_, i) => 2400 + 1e-7 * Math.sin(i));
    values[80_000] = 2400 + 1.01e-7;
    const series = buildSeries({ timestamps: Float64Array.from(seconds(90_000)), channels: { power: values } });
    expect(bestEfforts(series, [1])).toEqual([
      { metric: 'power', duration: 1, value: values[80_000], startOffset: 80_000 },
    ]);
  });
});
