import fc from 'fast-check';

import { powerSeries } from '../../test/power-series';
import { runningSums } from '../running-sums';
import { findPeriod } from './find-period';
import { BLOCK } from '../kernel/block';
import { layOutKernel } from '../kernel/kernel';
import { findRegularPart, repeatCycle } from './regular-part';
import { findSlopeBounds } from './slope-bounds';

const sumsOf = (power: ArrayLike<number>): Float64Array =>
  runningSums(Float64Array.from(power), layOutKernel(power.length)).sums.slice();

const shortRide = powerSeries.filter((power) => power.length > 4 && power.length < 200);

describe('the regular part of a ride', () => {
  const hard = 300;
  const intervals = Float64Array.from({ length: 7200 }, (_, i) => (i % 45 < 30 ? hard : 150));

  it('is the typical interval, whatever happens now and then', () => {
    const disturbed = intervals.slice().fill(0, 1000, 1400).fill(900, 3000, 3010);
    for (const power of [intervals, disturbed]) {
      const { cycle } = findRegularPart(sumsOf(power));
      expect([...cycle]).toEqual([...sumsOf(intervals.subarray(0, 45))]);
    }
  });

  it('is a line where nothing repeats', () => {
    const steady = sumsOf(new Float64Array(7200).fill(200));
    expect(findPeriod(steady)).toBe(1);
    expect([...findRegularPart(steady).cycle]).toEqual([0, 200]);
    const growing = sumsOf(Float64Array.from({ length: 7200 }, (_, i) => Math.round((i * i) / 2e5)));
    expect(findRegularPart(growing).cycle).toHaveLength(2);
  });

  it('knows the most that it rises', () => {
    const { cycle, most } = findRegularPart(
      sumsOf(Float64Array.from({ length: 2000 }, (_, i) => [7, 0, 1, 300, 5, 90][i % 6]!)),
    );
    const heights = new Float64Array(40);
    const rises = new Float64Array(20);
    repeatCycle(heights, 40, cycle, cycle);
    repeatCycle(rises, 20, most, cycle);
    for (let d = 0; d < 20; d++) {
      const all = [...heights.subarray(0, 20)].map((height, start) => heights[start + d]! - height);
      expect(rises[d]).toBe(Math.max(...all));
    }
  });
});

/** Every block of starts with every block of durations, and the windows that belong to both. */
function* windows(power: number[]): Generator<{ block: number; ahead: number; start: number; d: number }> {
  const blocks = Math.ceil((power.length + 1) / BLOCK);
  for (let start = 0; start < power.length; start++) {
    if (power[start] === 0) continue;
    for (let d = 1; start + d <= power.length; d++) {
      const ahead = Math.floor(d / BLOCK);
      const block = Math.floor(start / BLOCK);
      if (block + ahead < blocks) yield { block, ahead, start, d };
    }
  }
}

describe('the bounds over slopes', () => {
  it('are above every window', () => {
    fc.assert(
      fc.property(shortRide, (power) => {
        const sums = sumsOf(power);
        const { slopes, slopeOf, ends, starts } = layOutKernel(power.length).tilted;
        findSlopeBounds(sums, { slopes, slopeOf, ends, starts });
        let broken = 0;
        for (const { block, ahead, start, d } of windows(power)) {
          const slope = slopeOf[block + ahead]!;
          const rise = sums[start + d]! - sums[start]! - slopes[slope]! * d;
          if (ends[block + ahead]! - starts[slope * ends.length + block]! < rise) broken++;
        }
        expect(broken).toBe(0);
      }),
    );
  });
});
