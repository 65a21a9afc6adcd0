import { readFileSync } from 'node:fs';
import { type Channel, type TelemetryPoint } from '#telemetry';
import { readRide, RIDE_FILE, toPoints, toRecordedRide } from './ride-file';
import { DEMO_RIDER, generateRide } from './ride-model';

const recorded = readRide();
const points = toPoints(recorded, recorded.options.startTime);
const of = (channel: Channel) => points.flatMap((point) => point[channel] ?? []);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function best(seconds: number): number {
  const power = points.map((point) => point.power ?? 0);
  return Math.max(...power.slice(0, -seconds).map((_, from) => mean(power.slice(from, from + seconds))));
}

describe('the recorded ride', () => {
  it('is what the model gives for its seed, and small', () => {
    expect(toRecordedRide(recorded.options, generateRide(recorded.options))).toEqual(recorded);
    expect(readFileSync(RIDE_FILE).length).toBeLessThan(400_000);
  });

  it('is another ride with another seed', () => {
    const other = generateRide({ ...recorded.options, seed: recorded.options.seed + 1, seconds: 60 });
    expect(other.map((point) => point.power)).not.toEqual(points.slice(0, 60).map((point) => point.power));
  });

  it('lasts 75 minutes of one point a second, with a few rows missing and one stop at a café', () => {
    const gaps = recorded.seconds.slice(1).map((second, index) => second - (recorded.seconds[index] ?? 0));
    expect(points.length).toBeGreaterThan(4480);
    expect(points.length).toBeLessThan(4500);
    expect(gaps.filter((gap) => gap > 3)).toEqual([recorded.options.cafeSeconds + 1]);
    expect(Math.min(...gaps)).toBe(1);
  });

  it('has power like a rider with limits', () => {
    const { ftp } = DEMO_RIDER;
    expect(mean(of('power'))).toBeGreaterThan(0.6 * ftp);
    expect(best(1200)).toBeLessThan(ftp);
    expect(best(300)).toBeLessThan(1.25 * ftp);
    expect(best(5)).toBeGreaterThan(2 * ftp);
    expect(best(5)).toBeLessThan(4 * ftp);
    expect(of('power').filter((watts) => watts === 0).length / points.length).toBeGreaterThan(0.05);
  });

  it('has a heart that follows, legs that turn, and a road that goes up and down', () => {
    const turning = of('cadence').filter((cadence) => cadence > 0);
    expect(Math.max(...of('heartrate'))).toBeLessThanOrEqual(DEMO_RIDER.maxHeartrate + 1);
    expect(mean(of('heartrate').slice(600, 2000))).toBeGreaterThan(125);
    expect(mean(turning)).toBeGreaterThan(75);
    expect(mean(turning)).toBeLessThan(98);
    expect(Math.max(...of('altitude')) - Math.min(...of('altitude'))).toBeGreaterThan(80);
  });

  it('holds together: distance is speed summed up, and the positions are as far apart as it says', () => {
    const distance = of('distance');
    expect(distance.every((metres, index) => metres >= (distance[index - 1] ?? 0) - 0.05)).toBe(true);
    const last = distance.at(-1) ?? 0;
    expect(Math.abs(of('speed').reduce((sum, speed) => sum + speed, 0) - last)).toBeLessThan(0.01 * last);
    const path = points.slice(0, 600).filter((_, index) => index % 20 === 0);
    const along = path.slice(1).map((point, index) => metresBetween(path[index] ?? point, point));
    const ridden = (path.at(-1)?.distance ?? 0) - (path[0]?.distance ?? 0);
    expect(along.reduce((sum, metres) => sum + metres, 0) / ridden).toBeCloseTo(1, 1);
  });

  it('has sensors that fall silent now and then', () => {
    for (const channel of ['power', 'heartrate', 'lat'] as const) {
      expect(of(channel).length).toBeLessThan(points.length);
      expect(of(channel).length).toBeGreaterThan(0.97 * points.length);
    }
  });
});

function metresBetween(from: TelemetryPoint, to: TelemetryPoint): number {
  const north = (to.lat ?? 0) - (from.lat ?? 0);
  const east = ((to.lng ?? 0) - (from.lng ?? 0)) * Math.cos(((from.lat ?? 0) * Math.PI) / 180);
  return Math.hypot(north, east) * 111_320;
}
