import { type SimulatedPoint, simulateRide } from '#testing';

import { FLEET, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';

takeTime();
const POINTS_EACH = Math.ceil(FLEET.points / FLEET.riders);
const DAY = 86_400_000;
/** Less than that is latency, or drift. */
const TOLERANCE = 5 * 60_000;
/** Of a rider who comes into a room with a better clock: off by no whole number of seconds, so that no two points share a time. */
const JUMP = 100_137;

interface Quality {
  pointsSkewed: number;
  clockOffset: number | null;
}
interface Kept {
  startTime: string;
  summary: { sampleCount: number; timerTime: number; quality: Quality };
  telemetry: { timestamp: number }[];
}

const half = POINTS_EACH / 2;
/** How far the clock of a client is ahead of ours at each point, ms. */
const CLOCKS: { name: string; ahead: (index: number) => number; skewed: number; offset: number | null }[] = [
  { name: 'a day ahead', ahead: () => DAY, skewed: POINTS_EACH, offset: -DAY },
  { name: 'a day behind', ahead: () => -DAY, skewed: POINTS_EACH, offset: DAY },
  { name: 'jumps back a little', ahead: (index) => (index < half ? 0 : -JUMP), skewed: 0, offset: null },
  { name: 'jumps back a day', ahead: (index) => (index < half ? 0 : -DAY), skewed: half, offset: null },
  { name: 'a day ahead, then right', ahead: (index) => (index < half ? DAY : 0), skewed: half, offset: null },
];

describe('The clock of a client is wrong', () => {
  let stage: Stage;
  let scenario: Scenario;

  beforeAll(async () => {
    stage = await Stage.set();
  });
  afterAll(() => stage.clear());
  afterEach(() => scenario.end());

  const clockOf = (place: number) => CLOCKS[place % CLOCKS.length]!;
  /** A ride that lasts so short that all its points belong to the last minutes. */
  const rideOf = (place: number): SimulatedPoint[] => {
    const spacing = 200;
    const start = Date.now() - POINTS_EACH * spacing;
    return simulateRide({ start, seconds: POINTS_EACH, seed: place + 1 }).map((point, index) => ({
      ...point,
      timestamp: start + index * spacing + clockOf(place).ahead(index),
    }));
  };

  it('every point is kept and in order, and the ride says what is wrong with it', async () => {
    scenario = await Scenario.begin('10 clock of the client wrong', stage, FLEET.riders, rideOf);
    await scenario.ride(() => Promise.resolve());
    await scenario.judge();
    for (const [place, { rider, workout }] of scenario.fleet.riders.entries()) {
      const clock = clockOf(place);
      const { body } = await rider.get<Kept>(`/api/workouts/${workout.id}?includeTelemetry=true`);
      const times = body.telemetry.map(({ timestamp }) => timestamp);
      expect(times).toEqual([...times].sort((left, right) => left - right));
      expect(body.summary.sampleCount).toBe(POINTS_EACH);
      const { pointsSkewed, clockOffset } = body.summary.quality;
      expect([clock.name, pointsSkewed]).toEqual([clock.name, clock.skewed]);
      if (clock.offset === null) {
        expect([clock.name, clockOffset]).toEqual([clock.name, null]);
      } else {
        expect(Math.abs((clockOffset ?? 0) - clock.offset)).toBeLessThan(TOLERANCE);
        expect(Math.abs(Date.parse(body.startTime) - Date.now())).toBeLessThan(2 * TOLERANCE);
      }
    }
  });
});
