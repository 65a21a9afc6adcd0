import { mongo } from 'mongoose';
import { type Progress } from '../../servers';
import { generateRide } from '../../demo/ride-model';
import { HttpClient } from '../support/http-client';
import { newApiKey } from '../support/rider';
import { ride } from '../telemetry/http/finished-rides';

/** How much history there is. */
export interface Extent {
  riders: number;
  ridesOfEach: number;
  /** Two riders have so many. */
  ridesOfSome: number;
}

export const WHOLE: Extent = { riders: 200, ridesOfEach: 2_000, ridesOfSome: 20_000 };
export const QUICK: Extent = { riders: 5, ridesOfEach: 200, ridesOfSome: 20_000 };

const HOUR = 3600;
const DAY = 24 * HOUR * 1000;
const BATCH = 1_000;
/** The newest rides of the riders who are asked for have their points; those of all would be 10 GB. */
const WITH_POINTS = 500;
const TITLES = ['Morning ride', 'Hill repeats', 'Commute', 'Long way home', 'Evening loop', 'Group ride', 'Recovery'];
const TAGS = ['base', 'race', 'recovery', 'group', 'rain'];

type Document = mongo.Document & { _id: mongo.ObjectId; summary: Record<string, number>; bestEfforts: Efforts };
type Efforts = Record<string, { duration: number; value: number; startOffset: number }[]>;

/** Two riders with a long history, whose keys we have, in a database with many others. */
export class History {
  private constructor(
    readonly key: string,
    readonly riderId: mongo.ObjectId,
    /** One ride of each length, in hours, with all its points. */
    readonly rides: ReadonlyMap<number, string>,
    /** Of the rider who asks. */
    readonly ridesOfRider: number,
    /** Of all. */
    readonly workouts: number,
  ) {}

  /** Sends three rides through the API, and lays copies of the shortest around them: other times, names and numbers. */
  static async make(url: string, mongoUri: string, extent: Extent, progress: Progress): Promise<History> {
    const [key, second] = [await newApiKey(url), await newApiKey(url)];
    const device = new HttpClient(url, { 'x-api-key': key });
    const rides = new Map<number, string>();
    for (const hours of [1, 4, 24]) {
      const points = generateRide({ seed: 7, startTime: Date.now() - 2 * DAY, seconds: hours * HOUR, cafeSeconds: 0 });
      rides.set(hours, await ride(device, points));
    }
    const { id } = await device.json<{ id: string }>('GET', '/api/users/me');
    device.close();
    const other = new HttpClient(url, { 'x-api-key': second });
    const { id: secondId } = await other.json<{ id: string }>('GET', '/api/users/me');
    other.close();
    const riderId = new mongo.ObjectId(id);
    const client = await mongo.MongoClient.connect(mongoUri);
    try {
      const workouts = client.db().collection<Document>('workouts');
      const template = await workouts.findOne({ _id: new mongo.ObjectId(rides.get(1)) });
      if (!template) throw new Error('The ride is not there');
      const some = [riderId, new mongo.ObjectId(secondId)].map((rider) => ({ rider, rides: extent.ridesOfSome }));
      const others = Array.from({ length: extent.riders }, () => ({
        rider: new mongo.ObjectId(),
        rides: extent.ridesOfEach,
      }));
      let made = 0;
      for (const { rider, rides: count } of [...some, ...others]) {
        for (let first = 0; first < count; first += BATCH) {
          const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_, at) =>
            copyOf(template, rider, first + at, count),
          );
          await workouts.insertMany(batch, { ordered: false, writeConcern: { w: 1 } });
          made += batch.length;
        }
        progress.say(`  ${made.toLocaleString('en')} workouts`);
      }
      return new History(key, riderId, rides, extent.ridesOfSome + rides.size, made + rides.size);
    } finally {
      await client.close();
    }
  }
}

/** @param back how many rides ago; every history spans ten years */
function copyOf(template: Document, userId: mongo.ObjectId, back: number, count: number): Document {
  const span = 10 * 365 * DAY;
  const startTime = new Date(Date.now() - 3 * DAY - Math.floor((back * span) / count));
  const factor = 0.7 + ((back * 7919) % 600) / 2000;
  const { summary, bestEfforts } = template;
  const scaled = Object.fromEntries(
    Object.entries(bestEfforts).map(([metric, efforts]) => [
      metric,
      efforts.map((effort) => ({ ...effort, value: effort.value * factor })),
    ]),
  );
  return {
    ...template,
    _id: new mongo.ObjectId(),
    userId,
    streamName: `ride-${userId.toHexString()}-${back}`,
    streamId: new mongo.ObjectId(),
    title: TITLES[(back * 13) % TITLES.length],
    description: back % 3 === 0 ? `number ${back}, windy` : '',
    sport: back % 10 === 3 ? 'running' : 'cycling',
    tags: [TAGS[(back * 7) % TAGS.length]],
    startTime,
    endTime: new Date(startTime.getTime() + HOUR * 1000),
    summary: {
      ...summary,
      avgPower: (summary['avgPower'] ?? 0) * factor,
      maxPower: (summary['maxPower'] ?? 0) * factor,
    },
    bestEfforts: scaled,
    personalRecords: [],
    ...(count < 10_000 || back >= WITH_POINTS ? { telemetry: null } : {}),
    createdAt: startTime,
    updatedAt: startTime,
  };
}
