import { findGapRules, LONGEST_PAUSE_SECONDS, MAX_GRID_SECONDS, secondsBetween, type GapRules } from './gaps';
import { findSlots } from './slots';

const rulesFor = (seconds: Float64Array): GapRules => findGapRules(findSlots(seconds.map((second) => 1000 * second)));

describe('the rules for gaps', () => {
  it('bridge 3 s at one point a second, 4 medians else', () => {
    expect(rulesFor(Float64Array.of(1, 2, 3, 50)).maxDropout).toBe(3);
    expect(rulesFor(Float64Array.of(0, 5, 10, 15)).maxDropout).toBe(20);
    expect(rulesFor(Float64Array.of(7)).maxDropout).toBe(3);
    expect(rulesFor(new Float64Array(0)).maxDropout).toBe(3);
  });

  it('count a pause as an hour at most', () => {
    const rules = rulesFor(Float64Array.of(0, 1, 2, 1e9));
    expect(secondsBetween(1e9, rules)).toBe(LONGEST_PAUSE_SECONDS);
    expect(secondsBetween(3601, rules)).toBe(3600);
    expect(secondsBetween(3600, rules)).toBe(3599);
  });

  it('never call a gap of more than an hour a dropout', () => {
    expect(rulesFor(Float64Array.of(0, 1e7)).maxDropout).toBe(LONGEST_PAUSE_SECONDS + 1);
  });

  it('shorten all long gaps alike where a grid would get too long, and short ones last', () => {
    const seconds = Float64Array.from({ length: 100_000 }, (_, i) => 2 * i + 5000 * Math.floor(i / 100));
    const rules = rulesFor(seconds);
    expect(rules.maxDropout).toBe(8);
    const between = (longestGap: number): number =>
      seconds.reduce(
        (sum, second, i) => sum + (i ? secondsBetween(second - seconds[i - 1]!, { ...rules, longestGap }) : 0),
        0,
      );
    expect(seconds.length + between(rules.longestGap)).toBeLessThanOrEqual(MAX_GRID_SECONDS);
    expect(seconds.length + between(rules.longestGap + 1)).toBeGreaterThan(MAX_GRID_SECONDS);
  });

  it('give a ride of very many points all the seconds that hold one', () => {
    const seconds = Float64Array.from({ length: MAX_GRID_SECONDS + 10 }, (_, i) => 3 * i);
    expect(rulesFor(seconds)).toEqual({ maxDropout: 1, longestGap: 0 });
  });
});
