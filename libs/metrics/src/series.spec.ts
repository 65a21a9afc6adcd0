import fc from 'fast-check';

import { columnsOf, ridingAt } from '../test/columns-of';
import { rides } from '../test/random-rides';
import { buildSeries } from './series';

const seriesOf = (rows: { at: number; power?: number | null }[]) =>
  buildSeries(columnsOf(rows.map(({ at, power }) => ({ timestamp: at * 1000, power }))));

describe('the series of a ride', () => {
  it('averages the points of one second, the missing left out', () => {
    const series = seriesOf([
      { at: 0.0, power: 100 },
      { at: 0.4, power: 200 },
      { at: 0.9, power: null },
      { at: 1.1, power: 50 },
    ]);
    expect([...series.channels.power!]).toEqual([150, 50]);
  });

  it('is the same with a point more in a second, or in another order, that measured nothing', () => {
    fc.assert(
      fc.property(rides, fc.nat(), (points, at) => {
        fc.pre(points.length > 0);
        const { timestamp } = points[at % points.length]!;
        const later = timestamp % 1000 === 999 ? timestamp - 0.5 : timestamp + 0.25;
        const once = buildSeries(columnsOf(points));
        const more = buildSeries(columnsOf([...points, { timestamp: later }]));
        expect({ ...more, quality: null, sampleCount: 0, firstTimestamp: 0, lastTimestamp: 0 }).toEqual({
          ...once,
          ...{ quality: null, sampleCount: 0, firstTimestamp: 0, lastTimestamp: 0 },
        });
        expect(more.quality).toMatchObject({
          secondsHeld: once.quality.secondsHeld,
          secondsPaused: once.quality.secondsPaused,
          secondsNotMeasured: once.quality.secondsNotMeasured,
          valuesDropped: once.quality.valuesDropped,
        });
      }),
    );
  });

  it('keeps the first of two points with one timestamp, even if it measured nothing', () => {
    const series = seriesOf([
      { at: 1, power: null },
      { at: 2, power: 7 },
      { at: 1, power: 99 },
    ]);
    expect([...series.channels.power!]).toEqual([NaN, 7]);
    expect(series.quality).toMatchObject({ pointsRepeated: 1, pointsOutOfOrder: 1 });
  });

  it('holds up to 3 s when points come every second, and pauses beyond', () => {
    const steady = ridingAt([10, 10, 10, 10, 10], 0).map(({ timestamp }) => ({ at: timestamp / 1000, power: 10 }));
    const series = seriesOf([...steady, { at: 7, power: 20 }, { at: 11, power: 30 }]);
    expect([...series.channels.power!]).toEqual([10, 10, 10, 10, 10, 10, 10, 20, NaN, NaN, NaN, 30]);
    expect(series.timerTime).toBe(9);
    expect(series.quality).toMatchObject({ secondsHeld: 2, secondsPaused: 3, secondsNotMeasured: 0 });
  });

  it('never holds a value over a pause that was shortened', () => {
    const valuesUntil = (at: number) => {
      const { power } = seriesOf([
        { at: 0, power: 100 },
        { at, power: 200 },
      ]).channels;
      return [...new Set(power)];
    };
    expect(valuesUntil(3601)).toEqual([100, 200]);
    expect(valuesUntil(7202)).toEqual([100, NaN, 200]);
  });

  it('holds up to 4 medians when points come less often', () => {
    const series = seriesOf([0, 2, 4, 6, 14, 23].map((at) => ({ at, power: at })));
    expect(series.timerTime).toBe(16);
    expect([...series.channels.power!.subarray(6, 16)]).toEqual([6, 6, 6, 6, 6, 6, 6, 6, 14, NaN]);
  });

  it('takes the mean of the two middle gaps for the median', () => {
    // Gaps 1, 2, 6, 8: the median is 4, so none of them is a pause.
    expect(seriesOf([0, 1, 3, 9, 17].map((at) => ({ at }))).timerTime).toBe(18);
  });

  it('holds a silent sensor as long as a dropout, and leaves longer silences unmeasured', () => {
    const series = buildSeries(columnsOf(ridingAt([5, null, null, 6, null, null, null, 7, null])));
    expect([...series.channels.power!]).toEqual([5, 5, 5, 6, NaN, NaN, NaN, 7, NaN]);
    expect(series.timerTime).toBe(9);
    expect(series.quality.secondsNotMeasured).toBe(4);
  });

  it('takes the impossible for missing, and counts it', () => {
    const series = buildSeries(
      columnsOf([
        { timestamp: 0, power: 21_733, heartrate: 0, cadence: 251, speed: 40.1, temperature: Infinity },
        { timestamp: 1000, power: 2500, heartrate: 25, cadence: 250, speed: 40, temperature: 60 },
      ]),
    );
    expect(series.quality.valuesDropped).toEqual({ power: 1, heartrate: 1, cadence: 1, speed: 1, temperature: 1 });
    expect([...series.channels.power!]).toEqual([NaN, 2500]);
  });

  it('knows where the clock of the client stands by the point that came in fastest', () => {
    const minutes = 60_000;
    const timestamps = Float64Array.of(0, 1000, 2000, 3000);
    const arrivals = timestamps.map((timestamp, i) => timestamp + [20, 6, 9, NaN][i]! * minutes);
    expect(buildSeries({ timestamps, channels: {}, arrivals }).quality).toMatchObject({
      pointsSkewed: 3,
      clockOffset: 6 * minutes,
    });
    const fast = timestamps.map((timestamp) => timestamp - 2 * minutes);
    expect(buildSeries({ timestamps, channels: {}, arrivals: fast }).quality).toMatchObject({
      pointsSkewed: 0,
      clockOffset: null,
    });
    expect(buildSeries({ timestamps, channels: {} }).quality).toMatchObject({ pointsSkewed: 0, clockOffset: null });
  });
});
