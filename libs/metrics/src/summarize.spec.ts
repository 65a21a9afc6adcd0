import { columnsOf, ridingAt } from '../test/columns-of';
import { type BrutePoint } from '../test/brute-force';
import { normalizedPower } from './normalized-power';
import { buildSeries } from './series';
import { summarize } from './summarize';

const summaryOf = (points: BrutePoint[], ftp: number | null = 200) =>
  summarize(buildSeries(columnsOf(points)), { ftp });
const every = (count: number, point: (i: number) => Omit<BrutePoint, 'timestamp'>): BrutePoint[] =>
  Array.from({ length: count }, (_, i) => ({ timestamp: 1000 * i, ...point(i) }));

describe('a summary', () => {
  it('of an hour at FTP is 100 TSS', () => {
    expect(summaryOf(ridingAt(new Array<number>(3600).fill(200)))).toMatchObject({
      timerTime: 3600,
      avgPower: 200,
      normalizedPower: 200,
      intensityFactor: 1,
      trainingStressScore: 100,
      variabilityIndex: 1,
      totalEnergy: 720,
      ftp: 200,
      metricsVersion: 1,
      sampleCount: 3600,
    });
  });

  it.each([null, 0, -5, NaN])('with an FTP of %p has no intensity', (ftp) => {
    expect(summaryOf(ridingAt(new Array<number>(40).fill(200)), ftp)).toMatchObject({
      normalizedPower: 200,
      intensityFactor: null,
      trainingStressScore: null,
      ftp: null,
    });
  });

  it('without a sensor has null for all that it would measure', () => {
    expect(summaryOf(every(100, () => ({})))).toMatchObject({
      timerTime: 100,
      ...{ avgPower: null, maxPower: null, normalizedPower: null, totalEnergy: null, variabilityIndex: null },
      ...{ avgCadence: null, maxCadence: null, avgHeartrate: null, maxHeartrate: null, efficiencyFactor: null },
      ...{
        totalDistance: null,
        avgSpeed: null,
        maxSpeed: null,
        totalAscent: null,
        totalDescent: null,
        decoupling: null,
      },
    });
  });

  it('of coasting is 0, which is not null', () => {
    expect(summaryOf(every(60, () => ({ power: 0, cadence: 0, speed: 0 })))).toMatchObject({
      ...{ avgPower: 0, maxPower: 0, normalizedPower: 0, trainingStressScore: 0, variabilityIndex: null },
      ...{ avgCadence: null, maxCadence: 0, totalDistance: 0, avgSpeed: 0, maxSpeed: 0 },
    });
  });

  it('leaves seconds without power out of power, but not out of time', () => {
    const points = ridingAt([...new Array<number>(30).fill(300), ...new Array<null>(10).fill(null)]);
    expect(summaryOf(points)).toMatchObject({ timerTime: 40, avgPower: 300, normalizedPower: 300, totalEnergy: 9 });
    expect(summaryOf(points).trainingStressScore).toBeCloseTo(((40 * 300 * 1.5) / (200 * 3600)) * 100, 10);
  });

  it('loses no distance when the device starts again', () => {
    const metres = [100, 110, 120, 0, 10, 25];
    expect(summaryOf(every(6, (i) => ({ distance: metres[i], speed: 1 }))).totalDistance).toBe(45);
    expect(summaryOf(every(6, () => ({ speed: 2.5 }))).totalDistance).toBe(15);
  });

  it('takes climbs of 2 m and more, against the last that it took', () => {
    const altitudes = [100, 101.9, 100, 102, 100.5, 100, 103.9, 97];
    expect(summaryOf(every(8, (i) => ({ altitude: altitudes[i] })))).toMatchObject({
      totalAscent: expect.closeTo(2 + 3.9, 9) as number,
      totalDescent: expect.closeTo(2 + 6.9, 9) as number,
    });
  });

  it('compares the halves of the time with a heart rate', () => {
    const points = every(101, (i) => ({ power: i < 51 ? 200 : 180, heartrate: i === 0 ? 0 : i < 51 ? 100 : 120 }));
    expect(summaryOf(points)).toMatchObject({
      decoupling: expect.closeTo(25, 9) as number,
      avgHeartrate: 110,
      maxHeartrate: 120,
    });
    expect(summaryOf(every(40, (i) => ({ power: i < 20 ? 0 : 100, heartrate: 100 }))).decoupling).toBeNull();
    expect(summaryOf(every(1, () => ({ power: 100, heartrate: 100 }))).decoupling).toBeNull();
  });
});

describe('normalized power', () => {
  it('needs 30 seconds', () => {
    expect(normalizedPower(new Float64Array(29).fill(100))).toBeNull();
    expect(normalizedPower(new Float64Array(30).fill(100))).toBe(100);
  });

  it('weighs surges by the fourth power of their 30 s mean', () => {
    const power = new Float64Array(31).fill(0);
    power[30] = 300;
    // Two windows: 0 W and 10 W.
    expect(normalizedPower(power)).toBeCloseTo((10 ** 4 / 2) ** 0.25, 12);
  });
});
