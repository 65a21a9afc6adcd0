import { Types } from 'mongoose';

import { type WorkoutFilter } from '../src/workout-filter';
import { WorkoutsService } from '../src/workouts.service';
import { TestWorkouts } from './test-workouts';

const HOUR = 3_600_000;
const NEWEST = Date.UTC(2026, 5, 14);
const LIMIT = 20;

describe('Pages of workouts far back', () => {
  let workouts: TestWorkouts;
  let rider: string;
  /** Newest first. */
  let rides: { _id: Types.ObjectId; startTime: Date; sport: string }[];

  beforeAll(async () => {
    workouts = await TestWorkouts.start('pages');
  });
  afterAll(() => workouts.stop());
  beforeEach(async () => {
    rider = await workouts.rider();
    rides = [];
    // Three at a time start together, also where a mark may come to stand.
    await add(Array.from({ length: 900 }, (_, index) => new Date(NEWEST - Math.floor(index / 3) * HOUR)));
  });

  const collection = () => workouts.connection.collection('workouts');
  async function add(startTimes: Date[]): Promise<void> {
    const added = startTimes.map((startTime, index) => ({
      ...{ _id: new Types.ObjectId(), startTime, sport: index % 2 === 0 ? 'cycling' : 'running' },
      ...{ userId: new Types.ObjectId(rider), status: index % 5 === 0 ? 'ARCHIVED' : 'COMPLETED' },
    }));
    await collection().insertMany(added);
    rides = [...rides, ...added].sort(
      (a, b) => b.startTime.getTime() - a.startTime.getTime() || b._id.toString().localeCompare(a._id.toString(), 'en'),
    );
  }
  async function remove(from: number, count: number): Promise<void> {
    const removed = rides.splice(from, count).map(({ _id }) => _id);
    await collection().updateMany({ _id: { $in: removed } }, { $set: { status: 'DELETED' } });
  }
  async function expectAllPages(filter: WorkoutFilter = {}, expected = rides): Promise<void> {
    // Backwards too: a mark is made by whichever page of its block comes first.
    const pages = Array.from({ length: Math.ceil(expected.length / LIMIT) + 2 }, (_, index) => index + 1);
    for (const page of [...pages, ...pages.reverse()]) {
      const { workouts: found, total } = await workouts.get(WorkoutsService).list(rider, filter, page, LIMIT);
      const wanted = expected.slice((page - 1) * LIMIT, page * LIMIT);
      expect(found.map(({ _id }) => _id.toString())).toEqual(wanted.map(({ _id }) => _id.toString()));
      expect(total).toBe(expected.length);
    }
  }

  it('hold what they would if all before them were counted off, the last ones and those behind it too', async () => {
    await expectAllPages();
  });

  it('follow what is added and removed before, among and behind them', async () => {
    await expectAllPages();
    await add([new Date(NEWEST + HOUR)]);
    await expectAllPages();
    await add(Array.from({ length: 120 }, (_, index) => new Date(NEWEST + 2 * HOUR + index)));
    await expectAllPages();
    await remove(0, 150);
    await expectAllPages();
    await remove(400, 100);
    await add([new Date(NEWEST - 130 * HOUR), new Date(NEWEST - 10_000 * HOUR)]);
    await expectAllPages();
    await remove(100, rides.length - 100);
    await expectAllPages();
  });

  it('are those of the list that was asked for', async () => {
    await expectAllPages();
    const [startDate, endDate] = [new Date(NEWEST - 280 * HOUR), new Date(NEWEST - 10 * HOUR)];
    await expectAllPages(
      { startDate, endDate },
      rides.filter(({ startTime }) => startTime >= startDate && startTime <= endDate),
    );
    await expectAllPages(
      { sport: 'running' },
      rides.filter(({ sport }) => sport === 'running'),
    );
    await expectAllPages({ status: 'DELETED' }, []);
  });
});
