import { columnsAsArrived, mergeColumns } from './merge-columns';
import { pointsToColumns } from './points';

const part = (...points: [timestamp: number, power: number | null][]) =>
  pointsToColumns(points.map(([timestamp, power]) => ({ timestamp, power })));

describe('mergeColumns', () => {
  it('sorts by time and lets the first received stand', () => {
    const merged = mergeColumns([part([3, 30], [1, 10]), part([2, 20], [3, 99]), part([1, 98])]);
    expect(merged).toEqual(part([1, 10], [2, 20], [3, 30]));
  });

  it('lets the first of a repeated timestamp stand even where it measured nothing', () => {
    expect(mergeColumns([part([1, null], [2, 5]), part([1, 98])])).toEqual(part([1, null], [2, 5]));
  });

  it('unites channels that only some parts have', () => {
    const merged = mergeColumns([part([1, 10]), pointsToColumns([{ timestamp: 2, cadence: 90 }])]);
    expect(merged).toEqual(
      pointsToColumns([
        { timestamp: 1, power: 10 },
        { timestamp: 2, cadence: 90 },
      ]),
    );
  });

  it('keeps each arrival with its point, NaN where it is unknown', () => {
    const merged = mergeColumns([{ ...part([2, 20]), arrivals: Float64Array.of(7) }, part([1, 10])]);
    expect(merged.arrivals).toEqual(Float64Array.of(NaN, 7));
  });

  it('does not hand out the memory of its parts', () => {
    const only = part([1, 10], [2, 20]);
    mergeColumns([only]).timestamps[0] = 99;
    expect(only.timestamps[0]).toBe(1);
  });

  it('makes an empty ride of no parts', () => {
    expect(mergeColumns([])).toEqual({ timestamps: new Float64Array(0), channels: {} });
  });
});

describe('columnsAsArrived', () => {
  it('lets what came late stand where it came, the first received alone', () => {
    const arrived = columnsAsArrived([part([3, 30], [1, 10]), part([2, 20], [3, 99]), part([1, 98], [4, 40])]);
    expect(arrived).toEqual(part([3, 30], [1, 10], [2, 20], [4, 40]));
  });

  it('goes by arrivals where parts overlap, and by the order of rows among points that came together', () => {
    const arrived = columnsAsArrived([
      { ...part([5, 50], [4, 40], [9, 90]), arrivals: Float64Array.of(100, 100, 300) },
      { ...part([2, 20], [9, 90]), arrivals: Float64Array.of(200, 300) },
    ]);
    expect(arrived).toEqual({
      ...part([5, 50], [4, 40], [2, 20], [9, 90]),
      arrivals: Float64Array.of(100, 100, 200, 300),
    });
  });
});
