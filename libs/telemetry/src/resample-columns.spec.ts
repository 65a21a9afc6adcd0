import { pointsToColumns } from './points';
import { resampleColumns } from './resample-columns';

const second = (at: number) => 1_700_000_000_000 + at * 1000;
const ride = pointsToColumns(
  [0, 1, 2, 3, 12].map((at) => ({
    timestamp: second(at),
    power: at === 1 ? null : 100 + at,
    distance: at * 8,
    lat: 48 + at,
  })),
);

describe('resampleColumns', () => {
  it('gives every point as it is without a resolution', () => {
    expect(resampleColumns(ride, { fields: ['power'] })).toEqual({
      fields: ['power'],
      timestamps: [0, 1, 2, 3, 12].map(second),
      series: { power: [100, null, 102, 103, 112] },
    });
  });

  it('takes the mean of what was measured, the first position, the last distance, and skips empty buckets', () => {
    expect(resampleColumns(ride, { fields: ['lat', 'power', 'distance'], resolutionSeconds: 5 })).toEqual({
      fields: ['lat', 'power', 'distance'],
      timestamps: [second(0), second(10)],
      series: { lat: [48, 60], power: [305 / 3, 112], distance: [24, 96] },
    });
  });

  it('has null for channels that the ride lacks, and takes all it has by default', () => {
    expect(resampleColumns(ride, { fields: ['cadence'], resolutionSeconds: 60 }).series).toEqual({ cadence: [null] });
    expect(resampleColumns(ride).fields).toEqual(['power', 'distance', 'lat']);
  });

  it('puts an unsorted ride in order first', () => {
    const unsorted = pointsToColumns([
      { timestamp: second(9), power: 3 },
      { timestamp: second(0), power: 1 },
    ]);
    expect(resampleColumns(unsorted, { resolutionSeconds: 5 }).series.power).toEqual([1, 3]);
  });

  it('refuses a resolution that is none', () => {
    expect(() => resampleColumns(ride, { resolutionSeconds: -1 })).toThrow(RangeError);
    expect(() => resampleColumns(ride, { resolutionSeconds: NaN })).toThrow(RangeError);
  });
});
