import { columnsToPoints, pointsToColumns } from './points';

describe('pointsToColumns', () => {
  it('leaves out channels that were never measured and marks gaps with NaN', () => {
    const columns = pointsToColumns([
      { timestamp: 1000, power: 200, heartrate: null },
      { timestamp: 2000, power: null, cadence: 0 },
    ]);
    expect(columns).toEqual({
      timestamps: Float64Array.of(1000, 2000),
      channels: { power: Float64Array.of(200, NaN), cadence: Float64Array.of(NaN, 0) },
    });
  });
});

describe('columnsToPoints', () => {
  it('shows every channel of the ride on every point, and no arrivals', () => {
    const columns = pointsToColumns([
      { timestamp: 1000, power: 200 },
      { timestamp: 2000, cadence: 0 },
    ]);
    expect(columnsToPoints({ ...columns, arrivals: Float64Array.of(5, 6) })).toEqual([
      { timestamp: 1000, power: 200, cadence: null },
      { timestamp: 2000, power: null, cadence: 0 },
    ]);
  });
});
