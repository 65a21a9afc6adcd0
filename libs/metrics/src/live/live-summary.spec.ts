import fc from 'fast-check';

import { columnsOf, ridingAt } from '../../test/columns-of';
import { type BrutePoint } from '../../test/brute-force';
import { rides } from '../../test/random-rides';
import { realRide } from '../../test/real-ride';
import { buildSeries } from '../series';
import { summarize } from '../summarize';
import { LiveSummary, type LiveRideSummary } from './live-summary';

const wholeSummary = (points: BrutePoint[], ftp: number | null): LiveRideSummary => {
  const { decoupling, quality, ...rest } = summarize(buildSeries(columnsOf(points)), { ftp });
  void [decoupling, quality];
  return rest;
};

function expectSame(live: LiveRideSummary, whole: LiveRideSummary): void {
  for (const [field, value] of Object.entries(whole) as [keyof LiveRideSummary, number | null][]) {
    if (value === null) expect([field, live[field]]).toEqual([field, null]);
    else expect(Math.abs(live[field]! - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
  }
}

/** Every second for a while, so that the median spacing is settled, then anything up to a second later or after a gap. */
const steadyRides = rides.chain((points) =>
  fc
    .array(fc.constantFrom(250, 1000, 1000, 2000, 4000, 9000), { minLength: points.length, maxLength: points.length })
    .map((gaps) => {
      const lead = ridingAt(new Array<number>(points.length + 2).fill(180), 0);
      let timestamp = lead.at(-1)!.timestamp;
      return [...lead, ...points.map((point, i) => ({ ...point, timestamp: (timestamp += gaps[i]!) }))];
    }),
);

describe('a live summary', () => {
  it('is at every point that of the ride so far', () => {
    fc.assert(
      fc.property(steadyRides, (points) => {
        const live = new LiveSummary();
        points.forEach((point, i) => {
          expect(live.add(point)).toBe(true);
          if (i % 17 === 0 || i === points.length - 1) {
            expectSame(live.summary({ ftp: 250 }), wholeSummary(points.slice(0, i + 1), 250));
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it('is that of a recorded ride, also when it goes on from a kept state now and then', () => {
    const { points } = realRide();
    let live = new LiveSummary();
    points.forEach((point, i) => {
      live.add(point);
      if (i % 500 === 0) {
        const kept = JSON.stringify(live);
        expect(kept.length).toBeLessThan(1500);
        live = new LiveSummary(JSON.parse(kept) as ReturnType<LiveSummary['toJSON']>);
        expectSame(live.summary({ ftp: 260 }), wholeSummary(points.slice(0, i + 1), 260));
      }
    });
    expectSame(live.summary({ ftp: 260 }), wholeSummary(points, 260));
  });

  it('bridges more where points come less often', () => {
    const points = [0, 5, 10, 15, 20, 38, 60].map((second) => ({ timestamp: second * 1000, power: 100 + second }));
    const live = new LiveSummary();
    points.forEach((point) => live.add(point));
    expectSame(live.summary({ ftp: null }), wholeSummary(points, null));
    expect(live.summary({ ftp: null }).timerTime).toBe(40);
  });

  it('takes the mean of the two middle gaps for the median', () => {
    const live = new LiveSummary();
    [0, 2, 4, 8, 22].forEach((second) => live.add({ timestamp: second * 1000 }));
    expect(live.summary({ ftp: null }).timerTime).toBe(10);
  });

  it('leaves out what is not later, and knows nothing before the first point', () => {
    const live = new LiveSummary();
    expectSame(live.summary({ ftp: 250 }), wholeSummary([], 250));
    expect([2000, 2000, 1000, NaN, 2500].map((timestamp) => live.add({ timestamp, power: 100 }))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
    expect(live.summary({ ftp: 250 })).toMatchObject({ timerTime: 1, avgPower: 100, sampleCount: 5 });
  });
});
