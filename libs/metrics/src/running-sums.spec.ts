import fc from 'fast-check';

import { layOutKernel } from './kernel/kernel';
import { runningSums, type RunningSums } from './running-sums';

const sumsOf = (values: Float64Array): RunningSums => runningSums(values, layOutKernel(values.length));

describe('running sums', () => {
  it('are the plain sums of integers, a missing value counting as 0', () => {
    expect(sumsOf(Float64Array.of(3, NaN, 4))).toEqual({
      sums: Float64Array.of(0, 3, 3, 7),
      scale: 1,
      tolerance: 0,
      reliableFrom: 1,
    });
    expect(sumsOf(new Float64Array(0))).toEqual({
      sums: Float64Array.of(0),
      scale: 1,
      tolerance: 0,
      reliableFrom: 1,
    });
  });

  it('lose nothing of halves and quarters', () => {
    const { sums, scale, reliableFrom } = sumsOf(Float64Array.of(0.5, 100.25, 0.25));
    expect([...sums].map((sum) => sum / scale)).toEqual([0, 0.5, 100.75, 101]);
    expect(reliableFrom).toBe(1);
  });

  it('give the mean of any window that is long enough to 1e-9, also late in a long ride', () => {
    const values = Float64Array.from({ length: 90_000 }, (_, i) => 250 + 249 * Math.sin(i));
    const { sums, scale, reliableFrom } = sumsOf(values);
    expect(reliableFrom).toBeGreaterThan(1);
    expect(sums.every(Number.isSafeInteger)).toBe(true);
    for (const start of [0, 41_234, 89_000]) {
      const window = values.subarray(start, start + reliableFrom);
      const mean = window.reduce((sum, value) => sum + value, 0) / reliableFrom;
      expect(Math.abs((sums[start + reliableFrom]! - sums[start]!) / scale / reliableFrom - mean)).toBeLessThan(1e-9);
    }
  });

  it('never fall', () => {
    fc.assert(
      fc.property(fc.float64Array({ min: 0, max: 2500 }), (values) => {
        const { sums } = sumsOf(values);
        for (let i = 1; i < sums.length; i++) expect(sums[i]).toBeGreaterThanOrEqual(sums[i - 1]!);
      }),
    );
  });
});
