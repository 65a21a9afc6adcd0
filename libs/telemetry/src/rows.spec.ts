import { pointsToColumns } from './points';
import { pointToRow, rowsToColumns, rowToPoint } from './rows';

const point = { timestamp: 1000, power: 0, heartrate: null, speed: 8.25 };

describe('rows', () => {
  it('follow the order of the channels, without trailing nulls', () => {
    expect(pointToRow(point)).toEqual([1000, 0, null, null, 8.25]);
    expect(pointToRow({ timestamp: 1000 })).toEqual([1000]);
    expect(pointToRow({ timestamp: 1000, power: Infinity, cadence: NaN, lng: 7 }).slice(1)).toEqual([
      ...Array<null>(9).fill(null),
      7,
    ]);
  });

  it('give the point back, null or absent alike', () => {
    expect(rowToPoint(pointToRow(point))).toEqual({ timestamp: 1000, power: 0, speed: 8.25 });
  });

  it('become the same columns as the points they were made of', () => {
    const points = [point, { timestamp: 2000, lat: 48.5, lng: 11.5 }, { timestamp: 3000 }];
    expect(rowsToColumns(points.map(pointToRow))).toEqual(pointsToColumns(points));
    expect(rowsToColumns(points.map(pointToRow), [7, 8, 9]).arrivals).toEqual(Float64Array.of(7, 8, 9));
  });

  it('ignore cells beyond the channels that we know', () => {
    expect(rowsToColumns([[1000, ...Array<number>(12).fill(1)]]).channels.lng).toEqual(Float64Array.of(1));
  });
});
