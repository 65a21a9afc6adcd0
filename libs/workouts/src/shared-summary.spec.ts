import { buildSeries, summarize } from '#metrics';

import { sharedSummary } from './shared-summary';

describe('A summary for others', () => {
  it('holds no number from which the FTP can be computed', () => {
    const seconds = 1_200;
    const series = buildSeries({
      timestamps: Float64Array.from({ length: seconds }, (_, second) => 1_767_258_000_000 + second * 1000),
      channels: { power: new Float64Array(seconds).fill(200), heartrate: new Float64Array(seconds).fill(140) },
    });
    const [one, other] = [summarize(series, { ftp: 200 }), summarize(series, { ftp: 300 })];
    expect(one).not.toEqual(other);
    expect(sharedSummary(one)).toEqual(sharedSummary(other));
    expect(sharedSummary(one).normalizedPower).toBeCloseTo(200);
  });
});
