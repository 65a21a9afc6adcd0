import { type SimulatedPoint, simulateRide } from '#testing';

import { FLEET, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';
import { type Batch, type StreamingRider } from './support/streaming-rider';

takeTime();
const POINTS_EACH = Math.ceil(FLEET.points / FLEET.riders);
/** Requests. */
const RESENT = 3;
const DAY = 86_400_000;
/** Less than that is latency, or drift. */
const TOLERANCE = 5 * 60_000;
/** Of a rider who comes into a room with a better clock: off by no whole number of seconds, so that no two points share a time. */
const JUMP = 100_137;

interface Quality {
  pointsSkewed: number;
  clockOffset: number | null;
  pointsOutOfOrder: number;
  pointsRepeated: number;
}
interface Kept {
  startTime: string;
  summary: { sampleCount: number; timerTime: number; quality: Quality };
  telemetry: { timestamp: number }[];
}

const half = POINTS_EACH / 2;
/** From half of the ride on, a clock that was so far ahead stands so much further back. */
const back = (ahead: number, jump: number) => (index: number) => (index < half ? ahead : ahead - jump);
/** How far the clock of a client is ahead of ours at each point, ms. */
const CLOCKS: {
  name: string;
  ahead: (index: number) => number;
  skewed: number;
  offset: number | null;
  outOfOrder: number;
}[] = [
  { name: 'a day ahead', ahead: () => DAY, skewed: POINTS_EACH, offset: -DAY, outOfOrder: 0 },
  { name: 'a day behind', ahead: () => -DAY, skewed: POINTS_EACH, offset: DAY, outOfOrder: 0 },
  { name: 'jumps back a little', ahead: back(0, JUMP), skewed: 0, offset: null, outOfOrder: half },
  { name: 'jumps back a day', ahead: back(0, DAY), skewed: half, offset: null, outOfOrder: half },
  { name: 'a day ahead, then right', ahead: back(DAY, DAY), skewed: half, offset: null, outOfOrder: half },
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
    // A client that did not hear the answer sends again.
    const again = scenario.fleet.riders.map(({ batches }) => batches.slice(0, RESENT));
    await Promise.all(scenario.fleet.riders.map((rider, place) => resend(rider, again[place] ?? [])));
    await scenario.judge();
    for (const [place, { rider, workout }] of scenario.fleet.riders.entries()) {
      const clock = clockOf(place);
      const { body } = await rider.get<Kept>(`/api/workouts/${workout.id}?includeTelemetry=true`);
      const times = body.telemetry.map(({ timestamp }) => timestamp);
      expect(times).toEqual([...times].sort((left, right) => left - right));
      expect(body.summary.sampleCount).toBe(POINTS_EACH);
      const { clockOffset, ...flags } = body.summary.quality;
      expect([clock.name, flags]).toMatchObject([
        clock.name,
        {
          pointsSkewed: clock.skewed,
          pointsOutOfOrder: clock.outOfOrder,
          pointsRepeated: again[place]?.reduce((sum, { points }) => sum + points.length, 0),
        },
      ]);
      if (clock.offset === null) {
        expect([clock.name, clockOffset]).toEqual([clock.name, null]);
      } else {
        expect(Math.abs((clockOffset ?? 0) - clock.offset)).toBeLessThan(TOLERANCE);
        expect(Math.abs(Date.parse(body.startTime) - Date.now())).toBeLessThan(2 * TOLERANCE);
      }
    }
  });
});

async function resend(rider: StreamingRider, batches: readonly Batch[]): Promise<void> {
  for (const batch of batches) await rider.send(batch);
}
