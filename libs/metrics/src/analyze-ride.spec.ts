import fc from 'fast-check';

import {
  type BrutePoint,
  bruteForceBest,
  bruteForceMostWork,
  bruteForceSeconds,
  bruteForceSummary,
} from '../test/brute-force';
import { columnsOf, ridingAt } from '../test/columns-of';
import { rides } from '../test/random-rides';
import { analyzeRide, type RideAnalysis } from './analyze-ride';
import { MAX_GRID_SECONDS } from './gaps';
import { plausibleRange } from './plausible';
import { RECORD_DURATIONS, RECORD_METRICS } from './records';
import { SERIES_CHANNELS, type SeriesChannel } from './ride-columns';
import { roundSummary } from './round-summary';

/** What a ride comes to, apart from how its points came in. */
function essence({ summary, bestEfforts, curve, elapsedSeconds }: RideAnalysis) {
  const { quality, sampleCount, ...rest } = summary;
  const { secondsHeld, secondsPaused, secondsNotMeasured, valuesDropped } = quality;
  void sampleCount;
  return { rest, secondsHeld, secondsPaused, secondsNotMeasured, valuesDropped, bestEfforts, curve, elapsedSeconds };
}

/** Seconds that hold a point with a plausible value of the channel. */
function secondsWith(points: BrutePoint[], channel: SeriesChannel): number {
  const firsts = points.filter(({ timestamp }, i) => points.findIndex((other) => other.timestamp === timestamp) === i);
  const range = plausibleRange(channel);
  const measured = firsts.filter((point) => {
    const value = point[channel] ?? NaN;
    return value >= range.lowest && value <= range.highest;
  });
  return new Set(measured.map(({ timestamp }) => Math.floor(timestamp / 1000))).size;
}

describe('a ride analysed', () => {
  it('has the summary that the definitions give', () => {
    fc.assert(
      fc.property(rides, fc.constantFrom(null, 250, 281), (points, ftp) => {
        const { summary } = analyzeRide(columnsOf(points), { ftp });
        expect(roundSummary(summary)).toMatchObject(bruteForceSummary(points, ftp));
      }),
      { numRuns: 400 },
    );
  });

  it('says of every second whether it was measured, held, left out or paused', () => {
    fc.assert(
      fc.property(rides, (points) => {
        const grid = bruteForceSeconds(points);
        const recorded = grid.filter((second) => second.recorded).length;
        const seconds = new Set(points.map(({ timestamp }) => Math.floor(timestamp / 1000)));
        const span = points.length === 0 ? 0 : Math.max(...seconds) - Math.min(...seconds) + 1;
        const { quality, timerTime } = analyzeRide(columnsOf(points), { ftp: null }).summary;
        expect(timerTime).toBe(recorded);
        expect(quality.secondsHeld).toBe(recorded - seconds.size);
        expect(quality.secondsPaused).toBe(span - recorded);
        expect(quality.secondsNotMeasured).toBe(recorded - grid.filter(({ power }) => power !== undefined).length);
        for (const channel of SERIES_CHANNELS) {
          const known = grid.filter((second) => second[channel] !== undefined).length;
          const measured = secondsWith(points, channel);
          expect(quality.valuesMissing?.[channel] ?? 0).toBe(known === 0 ? 0 : recorded - known);
          expect(quality.valuesHeld?.[channel] ?? 0).toBe(known - measured);
        }
      }),
    );
  });

  it('has the curve and the best efforts of all windows tried', () => {
    fc.assert(
      fc.property(rides, (points) => {
        const grid = bruteForceSeconds(points);
        const { curve, bestEfforts } = analyzeRide(columnsOf(points), { ftp: null });
        const most = bruteForceMostWork(grid.map((second) => second.power ?? 0));
        expect(curve?.length ?? 0).toBe(grid.some((second) => second.power !== undefined) ? grid.length : 0);
        curve?.work.subarray(1).forEach((work, i) => expect(work).toBeCloseTo(most[i]!, 8));
        const found = new Map(bestEfforts.map((effort) => [`${effort.metric} ${effort.duration}`, effort.value]));
        for (const metric of RECORD_METRICS) {
          for (const duration of RECORD_DURATIONS) {
            const expected = bruteForceBest(grid, metric, duration);
            const value = found.get(`${metric} ${duration}`);
            if (expected === null) expect(value).toBeUndefined();
            else expect(value).toBeCloseTo(expected, 9);
          }
        }
      }),
    );
  });

  it('is the same in whatever order its points come', () => {
    const shuffled = rides.chain((points) =>
      fc.tuple(
        fc.constant(points.filter((point, i) => point.timestamp !== points[i - 1]?.timestamp)),
        fc.infiniteStream(fc.nat()),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([points, keys]) => {
        const mixed = points.map((point) => ({ point, key: keys.next().value as number }));
        mixed.sort((a, b) => a.key - b.key);
        const again = analyzeRide(columnsOf(mixed.map(({ point }) => point)), { ftp: 250 });
        expect(essence(again)).toEqual(essence(analyzeRide(columnsOf(points), { ftp: 250 })));
      }),
    );
  });

  it('is the same at another time, and with every point sent twice', () => {
    fc.assert(
      fc.property(rides, fc.integer({ min: -1e9, max: 1e9 }), (points, seconds) => {
        const moved = points.map((point) => ({ ...point, timestamp: point.timestamp + 1000 * seconds }));
        const twice = [...moved, ...moved.map((point) => ({ ...point, power: 999 }))];
        const once = essence(analyzeRide(columnsOf(points), { ftp: 250 }));
        expect(essence(analyzeRide(columnsOf(moved), { ftp: 250 }))).toEqual(once);
        if (points.some((point) => point.power != null)) {
          expect(essence(analyzeRide(columnsOf(twice), { ftp: 250 }))).toEqual(once);
        }
      }),
    );
  });

  it('of no points is nothing', () => {
    const analysis = analyzeRide(columnsOf([]), { ftp: 250 });
    expect(analysis).toMatchObject({
      firstTimestamp: null,
      lastTimestamp: null,
      elapsedSeconds: 0,
      bestEfforts: [],
      curve: null,
    });
    expect(analysis.summary).toMatchObject({ timerTime: 0, avgPower: null, totalDistance: null, sampleCount: 0 });
  });

  it('of one point is one second', () => {
    const analysis = analyzeRide(columnsOf([{ timestamp: 5_500, power: 300, speed: 9 }]), { ftp: 250 });
    expect(analysis).toMatchObject({ firstTimestamp: 5_500, lastTimestamp: 5_500, elapsedSeconds: 0 });
    expect(analysis.summary).toMatchObject({
      timerTime: 1,
      avgPower: 300,
      normalizedPower: null,
      totalEnergy: 0.3,
      totalDistance: 9,
    });
    expect(analysis.bestEfforts).toEqual([
      { metric: 'power', duration: 1, value: 300, startOffset: 0 },
      { metric: 'speed', duration: 1, value: 9, startOffset: 0 },
    ]);
  });

  it('finds a best effort at its place on the clock, behind a pause of weeks', () => {
    const weeks = 3 * 7 * 24 * 3600;
    const points = [...ridingAt([100, 100, 100, 100], 0), ...ridingAt([100, 200, 300, 200], weeks * 1000)];
    const { bestEfforts, elapsedSeconds, summary, curve } = analyzeRide(columnsOf(points), { ftp: null });
    expect(bestEfforts[0]).toEqual({ metric: 'power', duration: 1, value: 300, startOffset: weeks + 2 });
    expect(elapsedSeconds).toBe(weeks + 3);
    expect(summary.quality.secondsPaused).toBe(weeks - 4);
    expect(curve!.length).toBe(8 + 3600);
  });
});

describe('hostile rides', () => {
  const analyze = (timestamps: Float64Array, power: Float64Array) =>
    analyzeRide({ timestamps, channels: { power } }, { ftp: 250 });

  it.each([
    ['50,000 points an hour apart', 50_000, (i: number): number => i * 3_600_000],
    ['100 points all over time', 100, (i: number): number => Math.sin(i) * 8.64e15],
  ])('of %s keep to the largest grid', (_, points, timestampAt) => {
    const { curve, summary } = analyze(
      Float64Array.from({ length: points }, (__, i) => timestampAt(i)),
      Float64Array.from({ length: points }, (__, i) => 100 + (i % 200)),
    );
    expect(curve!.length).toBeLessThanOrEqual(MAX_GRID_SECONDS);
    expect(curve!.work[1]).toBe(99 + Math.min(points, 200));
    expect(summary.timerTime).toBe(points);
  });

  it('keep going with values and times that are none', () => {
    const hostile = [NaN, Infinity, -Infinity, -0, 1e308, -1e308, 5e-324, 2500.1];
    const columns = columnsOf(
      hostile.map((value, i) => ({
        timestamp: [1000, 2000, NaN, Infinity, -1e300, 3000, 4000, 2000][i]!,
        ...{ power: value, heartrate: value, cadence: value, speed: value, distance: value, altitude: value },
        ...{ incline: value, temperature: value, lat: value, lng: value },
      })),
    );
    for (const ftp of [NaN, -1, 0, Infinity, 5e-324]) {
      const { summary } = analyzeRide(columns, { ftp });
      const { quality, ...numbers } = summary;
      expect(Object.values(numbers).every((value) => value === null || Number.isFinite(value))).toBe(true);
      expect(quality).toMatchObject({ pointsWithoutTime: 3, pointsRepeated: 1, pointsOutOfOrder: 1 });
      expect(quality.valuesDropped).toMatchObject({ power: 2, heartrate: 3, lat: 1 });
    }
  });
});
