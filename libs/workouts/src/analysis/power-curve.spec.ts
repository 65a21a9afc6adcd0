import { RECORD_DURATIONS } from '#metrics';
import { pointsToColumns } from '#telemetry';

import { thinOut } from './power-curve';
import { runRideTask } from './ride-task';

const ride = (seconds: number) =>
  pointsToColumns(
    Array.from({ length: seconds }, (_, second) => ({ timestamp: second * 1000, power: 100 + ((second * 37) % 250) })),
  );

describe('runRideTask', () => {
  it('keeps the exact curve at the durations of a chart', () => {
    const { powerCurve, bestEfforts, summary } = runRideTask({
      parts: [ride(4_000)],
      ftp: 250,
      encode: false,
      everySecond: true,
    });
    expect([powerCurve?.source, summary.quality.powerCurve]).toEqual(['every-second', 'every-second']);
    expect(powerCurve?.durations.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(powerCurve?.durations.at(-1)).toBe(4_000);
    expect(powerCurve?.durations.length).toBeLessThan(200);
    for (const { duration, value } of bestEfforts) {
      const place = powerCurve?.durations.indexOf(duration) ?? -1;
      expect(powerCurve?.power[place]).toBeCloseTo(value, 9);
    }
  });

  it('falls back to the record durations when the whole curve is not wanted', () => {
    const { powerCurve, summary } = runRideTask({ parts: [ride(700)], ftp: null, encode: false, everySecond: false });
    expect(summary.quality.powerCurve).toBe('record-durations');
    expect(powerCurve).toMatchObject({
      source: 'record-durations',
      durations: RECORD_DURATIONS.filter((duration) => duration <= 700),
    });
  });

  it('takes points in parts, in any order, each once, as they were received first', () => {
    const whole = runRideTask({ parts: [ride(300)], ftp: 200, encode: true, everySecond: true });
    const { timestamps, channels } = ride(300);
    const power = channels.power ?? new Float64Array();
    const cut = (from: number, to: number) => ({
      timestamps: timestamps.slice(from, to),
      channels: { power: power.slice(from, to) },
    });
    const repeated = { timestamps: timestamps.slice(0, 10), channels: { power: new Float64Array(10).fill(2_000) } };
    const pieces = runRideTask({
      parts: [cut(200, 300), cut(0, 120), cut(100, 200), repeated],
      ftp: 200,
      encode: true,
      everySecond: true,
    });
    const { quality } = whole.summary;
    const asItCame = { ...whole.summary, quality: { ...quality, pointsOutOfOrder: 200 } };
    expect(pieces).toEqual({ ...whole, summary: asItCame });
  });

  it('has no curve for a ride without power, and nothing of no points', () => {
    expect(thinOut(null, [])).toBeNull();
    expect(runRideTask({ parts: [], ftp: 250, encode: true, everySecond: true })).toMatchObject({
      points: 0,
      elapsedSeconds: 0,
      powerCurve: null,
      encoded: null,
    });
  });
});
