import { columnsOf, ridingAt } from '../test/columns-of';
import { analyzeRide } from './analyze-ride';
import { roundSummary } from './round-summary';

describe('a rounded summary', () => {
  const { summary } = analyzeRide(columnsOf(ridingAt([100, 200])), { ftp: 251.5 });

  it('has as many decimals as each number deserves', () => {
    const exact = {
      ...summary,
      avgPower: 100.5,
      totalDistance: 99.49,
      avgSpeed: 9.25,
      maxSpeed: 9.24,
      intensityFactor: 0.875,
    };
    expect(
      roundSummary({ ...exact, trainingStressScore: 70.06, decoupling: -0.04, efficiencyFactor: 1.234 }),
    ).toMatchObject({
      ...{ avgPower: 101, totalDistance: 99, avgSpeed: 9.3, maxSpeed: 9.2, intensityFactor: 0.88 },
      ...{ trainingStressScore: 70.1, decoupling: 0, efficiencyFactor: 1.23 },
    });
  });

  it('keeps what is not measured, and what is not shown rounded', () => {
    expect(roundSummary(summary)).toEqual({ ...summary, totalEnergy: 0 });
  });
});
