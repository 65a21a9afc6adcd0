import { bruteForceBest, bruteForceSeconds, bruteForceSummary } from '../test/brute-force';
import { columnsOf } from '../test/columns-of';
import { realRide } from '../test/real-ride';
import { analyzeRide } from './analyze-ride';
import { meanMaximalPower } from './mean-maximal-curve';
import { roundSummary } from './round-summary';

describe('a recorded ride', () => {
  const { points, expected } = realRide();
  const analysis = analyzeRide(columnsOf(points), { ftp: 260 });
  const { summary, curve } = analysis;

  it('has the totals of an independent program', () => {
    expect(analysis.elapsedSeconds).toBe(expected.elapsedS);
    expect(summary.timerTime).toBe(expected.timerS);
    expect(summary.timerTime - summary.quality.secondsNotMeasured).toBe(expected.power.seconds);
    expect(summary.avgPower).toBeCloseTo(expected.power.avgPower, 4);
    expect(summary.maxPower).toBe(expected.power.maxPower);
    expect(summary.normalizedPower).toBeCloseTo(expected.power.normalizedPower, 4);
    expect(summary.totalEnergy).toBeCloseTo(expected.power.energyKJ, 6);
    // That program averages cadence over the rows; here the five seconds of dropouts are held and count as well.
    expect(summary.avgCadence).toBeCloseTo(expected.cadence.avg, 1);
    expect(summary.maxCadence).toBe(expected.cadence.max);
    expect(summary.totalDistance).toBeCloseTo(expected.distanceM, 6);
    expect(summary.avgSpeed).toBeCloseTo(expected.avgSpeed, 4);
    expect(summary.maxSpeed).toBe(expected.maxSpeed);
    expect(summary.totalAscent).toBeCloseTo(expected.climb.ascent, 6);
    expect(summary.totalDescent).toBeCloseTo(expected.climb.descent, 6);
  });

  it('has the mean-maximal powers of an independent program', () => {
    expect(curve!.length).toBe(expected.curveSeconds);
    for (const [duration, power] of Object.entries(expected.mmp)) {
      expect(meanMaximalPower(curve!, Number(duration))).toBeCloseTo(power, 4);
    }
  });

  it('is what the definitions give, field by field', () => {
    expect(roundSummary(summary)).toMatchObject(bruteForceSummary(points, 260));
  });

  it('has the best efforts of every window tried', () => {
    const grid = bruteForceSeconds(points);
    expect(analysis.bestEfforts.map((effort) => effort.metric)).toContain('cadence');
    for (const effort of analysis.bestEfforts.filter(({ duration }) => duration <= 300)) {
      expect(effort.value).toBeCloseTo(bruteForceBest(grid, effort.metric, effort.duration)!, 9);
    }
  });
});
