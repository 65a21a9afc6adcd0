import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { eventually, Rider, Service } from '#testing';

import steps from './support/completion-steps.json';
import { type Ride, type RideBody, Rides } from './support/rides';
import { full, say, scaled, takeTime } from './support/scale';

takeTime();
const RACES = scaled(4, 200);
const RUNNERS = 8;
const RACES_OF_A_RIDER = scaled(2, 4);
const RACE_SECONDS = 120;
/** All places to die in the full form. Within the transaction, MongoDB waits a minute before it gives the dead one up. */
const PLACES = full
  ? Object.keys(steps)
  : ['StreamReader.parts', 'WorkoutsService.complete', 'WorkoutLeftovers.clear', 'ChunkStore.remove'];
/** The longer one is analyzed in a thread; both go into a file. */
const KILLED_RIDES = [150, 1_500].slice(0, scaled(1, 2));
const HOUSEKEEPING = { timeoutMs: scaled(60_000, 150_000), everyMs: 500 };
const HOUR = 3_600_000;

interface RecordBody {
  metric: string;
  duration: number;
  value: number;
  workoutId: string;
}

describe('Completing', () => {
  let service: Service;
  let rides: Rides;
  let folder: string;
  let order: string;
  /** All rides that were completed here, by whomever. */
  const finished: Ride[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bike-power-tracker-kill-at-'));
    order = join(folder, 'order');
    const own = { NODE_OPTIONS: `--require=${resolve('tools/faults/support/kill-at.ts')}`, KILL_AT: order };
    service = await Service.start('faults-completion', { TELEMETRY_INLINE_BYTES: '1' }, { api: own });
    rides = await Rides.of(service);
  });
  afterAll(async () => {
    await rides.close();
    await service.stop();
    await rm(folder, { recursive: true });
  });

  const restartWorker = async (): Promise<void> => {
    await service.killWorker();
    await service.startWorker();
  };
  const complete = (ride: Ride) => ride.rider.post<{ code?: string }>(`/api/workouts/${ride.id}/complete`, {});
  const recordsOf = async (rider: Rider): Promise<RecordBody[]> =>
    (await rider.get<RecordBody[]>('/api/records?sport=cycling')).body;
  const historyOf = async (rider: Rider, { metric, duration }: RecordBody): Promise<RecordBody[]> =>
    (await rider.get<RecordBody[]>(`/api/records/history?metric=${metric}&duration=${duration}`)).body;
  /** Each record is held by rides that were there, each of which took it once. */
  const expectOneSetOfRecords = async (rider: Rider, ids: string[]): Promise<RecordBody[]> => {
    const records = await recordsOf(rider);
    for (const record of records) {
      const history = await historyOf(rider, record);
      const holders = history.map(({ workoutId }) => workoutId);
      expect(new Set(holders).size).toBe(holders.length);
      expect(holders.filter((id) => !ids.includes(id))).toEqual([]);
      const values = history.map(({ value }) => value);
      // Newest first; equal only as far as they are shown.
      expect(values).toEqual([...values].sort((a, b) => b - a));
    }
    return records;
  };

  it(`${RUNNERS} at once: one completes, the others are told so`, async () => {
    for (let first = 0; first < RACES; first += RACES_OF_A_RIDER) {
      const rider = await Rider.register(service.url);
      const own: Ride[] = [];
      for (let race = 0; race < RACES_OF_A_RIDER; race += 1) {
        const ride = await rides.begin(rider, RACE_SECONDS, { strength: 0.8 + race / 10, seed: first + 1 });
        const answers = await Promise.all(Array.from({ length: RUNNERS }, () => complete(ride)));
        expect(answers.map(({ status, body }) => (status === 200 ? 200 : `${status} ${body.code}`)).sort()).toEqual([
          200,
          ...Array<string>(RUNNERS - 1).fill('400 WORKOUT_NOT_ACTIVE'),
        ]);
        const { status, summary, duration } = await rides.read(ride);
        expect([status, summary?.sampleCount, duration]).toEqual(['COMPLETED', RACE_SECONDS, RACE_SECONDS - 1]);
        own.push(ride);
      }
      const records = await expectOneSetOfRecords(
        rider,
        own.map(({ id }) => id),
      );
      // Each ride was stronger than the one before.
      const minute = records.find(({ metric, duration }) => metric === 'power' && duration === 60);
      expect(minute?.workoutId).toBe(own.at(-1)?.id);
      if (minute) expect(await historyOf(rider, minute)).toHaveLength(RACES_OF_A_RIDER);
      finished.push(...own);
      say(`9 races: ${finished.length} of ${RACES}`);
    }
    const files = await rides.workouts.db.collection('telemetry.files').countDocuments();
    expect(files).toBe(finished.length);
  });

  describe.each(KILLED_RIDES)('killed between two steps, with %i points', (seconds) => {
    let clean: RideBody;

    beforeAll(async () => {
      const ride = await rides.begin(await Rider.register(service.url), seconds);
      expect((await complete(ride)).status).toBe(200);
      clean = await rides.read(ride);
    });

    /** Dies before the step; everybody else finds a ride that is whole, or goes on with it. */
    const dieBefore = async (place: string): Promise<Ride> => {
      const ride = await rides.begin(await Rider.register(service.url), seconds);
      await writeFile(order, place);
      await expect(complete(ride)).rejects.toThrow();
      await service.api.exited;
      await service.startApi();
      return ride;
    };
    const expectAsClean = async (ride: Ride): Promise<void> => {
      const { status, summary, personalRecords, duration } = await rides.read(ride);
      expect({ status, summary, personalRecords, duration }).toEqual({
        ...{ status: 'COMPLETED', summary: clean.summary, duration: clean.duration },
        personalRecords: clean.personalRecords,
      });
      const records = await expectOneSetOfRecords(ride.rider, [ride.id]);
      const found = records.map(({ metric, duration: length, value }) => ({ metric, duration: length, value }));
      expect(found).toEqual(expect.arrayContaining(clean.personalRecords));
      expect(found).toHaveLength(clean.personalRecords.length);
    };

    it('the rider asks again, or housekeeping goes on: one summary, one set of records, nothing left over', async () => {
      const killed: Ride[] = [];
      for (const [index, place] of PLACES.entries()) {
        const ride = await dieBefore(place);
        // Nobody knows yet of a completion that died before it was noted.
        if (index % 2 === 0 || place === 'WorkoutsService.requestCompletion') {
          const again = await complete(ride);
          const { status } = again;
          expect(status === 200 || again.body.code === 'WORKOUT_NOT_ACTIVE').toBe(true);
        }
        killed.push(ride);
        say(`9 killed before ${place}`);
      }
      await rides.waitTenMinutes();
      await restartWorker();
      await eventually(async () => {
        for (const ride of killed) expect((await rides.read(ride)).status).toBe('COMPLETED');
      }, HOUSEKEEPING);
      for (const ride of killed) await expectAsClean(ride);
      finished.push(...killed);
    });
  });

  it('goes by itself when the rider has vanished, with the last point as the end', async () => {
    const rider = await Rider.register(service.url);
    const [vanished, paused, lost, empty, riding] = await Promise.all([
      ...[90, 91, 92, 0].map((seconds) => rides.begin(rider, seconds)),
      rides.begin(rider, 93),
    ]);
    if (!vanished || !paused || !lost || !empty || !riding) throw new Error('nobody rides');
    expect((await rider.post(`/api/workouts/${paused.id}/pause`)).status).toBe(200);
    const { startTime } = await rides.read(empty);
    for (const ride of [vanished, paused, lost, riding]) await rides.persisted(ride);
    for (const ride of [vanished, paused, lost, empty]) await rides.backdate(ride, 13 * HOUR);
    await rides.backdateWorkout(riding, 13 * HOUR);
    await rides.loseStream(lost);
    await restartWorker();
    await eventually(async () => {
      for (const ride of [vanished, paused, lost, empty]) expect((await rides.read(ride)).status).toBe('COMPLETED');
    }, HOUSEKEEPING);
    expect((await rides.read(riding)).status).toBe('ACTIVE');
    for (const [ride, seconds] of [
      [vanished, 90],
      [paused, 91],
      [lost, 92],
    ] as const) {
      const { duration, summary, startTime: start, endTime } = await rides.read(ride);
      expect([duration, summary?.sampleCount]).toEqual([seconds - 1, seconds]);
      expect(Date.parse(endTime ?? '') - Date.parse(start)).toBe((seconds - 1) * 1000);
    }
    expect(await rides.read(empty)).toMatchObject({ duration: 0, startTime, endTime: startTime });
    await expectOneSetOfRecords(rider, [vanished.id, paused.id, lost.id]);
    expect((await complete(riding)).status).toBe(200);
    finished.push(vanished, paused, lost, empty, riding);
  });

  it('leaves nothing over in the end', async () => {
    await rides.waitTenMinutes();
    await restartWorker();
    await eventually(async () => {
      for (const ride of finished) await rides.expectCleared(ride);
    }, HOUSEKEEPING);
  });
});
