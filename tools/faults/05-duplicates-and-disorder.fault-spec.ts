import { inBatches, shuffled, type SimulatedPoint, simulateRide } from '#testing';

import { FLEET, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';
import { type StreamingRider } from './support/streaming-rider';

takeTime();
const POINTS_EACH = Math.ceil(FLEET.points / FLEET.riders);
/** Closer than a second, so that a ride ends now and lasts less than the minutes after which a clock counts as wrong. */
const SPACING_MS = 250;
/** Requests of one rider that are under way at the same time. */
const AT_ONCE = 4;

/** How the points came, which is told apart from what they come to. */
interface Arrivals {
  pointsRepeated: number;
  pointsOutOfOrder: number;
}
interface Kept {
  summary: { quality: Arrivals };
}

describe('Duplicates and disorder', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set();
  });
  afterAll(() => stage.clear());

  /** The same rides for every fleet. */
  const start = Date.now() - POINTS_EACH * SPACING_MS;
  const rideOf = (place: number): SimulatedPoint[] =>
    simulateRide({ start, seconds: POINTS_EACH, seed: place + 1 }).map((point, index) => ({
      ...point,
      timestamp: start + index * SPACING_MS,
    }));

  /** Sends what `requestsOf` says of each rider, and gives what is kept of each ride, as it is answered. */
  async function kept(
    name: string,
    requestsOf: (rider: StreamingRider, place: number) => StreamingRider['batches'],
    atOnce: number,
  ): Promise<{ series: string[]; summaries: string[]; arrivals: Arrivals[] }> {
    const scenario = await Scenario.begin(name, stage, FLEET.riders, rideOf);
    const { riders } = scenario.fleet;
    try {
      await Promise.all(
        riders.map(async (rider, place) => {
          for (const some of inBatches(requestsOf(rider, place), atOnce)) {
            await Promise.all(some.map((request) => rider.send(request)));
          }
        }),
      );
      const { refused } = await scenario.judge();
      expect(refused).toBe(0);
      const series = await Promise.all(
        riders.map(async ({ rider, workout }) =>
          JSON.stringify((await rider.get(`/api/workouts/${workout.id}/telemetry`)).body),
        ),
      );
      const found = await Promise.all(
        riders.map(async ({ rider, workout }) => (await rider.get<Kept>(`/api/workouts/${workout.id}`)).body.summary),
      );
      const summaries = found.map(({ quality: { pointsRepeated: _, pointsOutOfOrder: __, ...quality }, ...rest }) =>
        JSON.stringify({ ...rest, quality }),
      );
      return { series, summaries, arrivals: found.map(({ quality }) => quality) };
    } finally {
      scenario.end();
    }
  }

  it('every request three times, shuffled and at once: the ride is the same to the byte', async () => {
    const clean = await kept('5 sent once, in order', ({ batches }) => batches, 1);
    const messy = await kept(
      '5 sent three times, shuffled',
      ({ batches }, place) => shuffled([...batches, ...batches, ...batches], place + 1),
      AT_ONCE,
    );
    expect(messy.series).toEqual(clean.series);
    expect(messy.summaries).toEqual(clean.summaries);
    for (const arrivals of clean.arrivals) expect(arrivals).toMatchObject({ pointsRepeated: 0, pointsOutOfOrder: 0 });
    for (const { pointsRepeated, pointsOutOfOrder } of messy.arrivals) {
      expect(pointsRepeated).toBe(2 * POINTS_EACH);
      expect(pointsOutOfOrder).toBeGreaterThan(0);
    }
  });
});
