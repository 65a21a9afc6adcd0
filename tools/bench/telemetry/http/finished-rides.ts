import { isDeepStrictEqual } from 'node:util';
import { mongo } from 'mongoose';
import { type TelemetryPoint } from '#telemetry';
import { connected } from '../../../servers';
import { HttpClient } from '../../support/http-client';
import { newApiKey } from '../../support/rider';

const BATCH = 10_000;

/** A rider with one ride of these points, finished through the API as any ride is, and twins of it. */
export class FinishedRides {
  private constructor(
    readonly credentials: Record<string, string>,
    /** Where the ride is read with its points. */
    readonly path: string,
    private readonly twins: string[],
  ) {}

  /**
   * @param twins how many copies of the finished workout to lay beside it, under ids of their own, so that there are
   * rides that nobody has read yet
   */
  static async make(
    url: string,
    mongoUri: string,
    points: readonly TelemetryPoint[],
    twins: number,
  ): Promise<FinishedRides> {
    const credentials = { 'x-api-key': await newApiKey(url) };
    const device = new HttpClient(url, credentials);
    const id = await ride(device, points);
    const { telemetry } = await device.json<{ telemetry: TelemetryPoint[] }>('GET', pathOf(id));
    if (!isDeepStrictEqual(telemetry, points)) throw new Error('The ride does not come back as it went in');
    device.close();
    return new FinishedRides(credentials, pathOf(id), (await copies(mongoUri, id, twins)).map(pathOf));
  }

  /** A ride that was not read before. */
  unread(): string {
    const path = this.twins.pop();
    if (path === undefined) throw new Error('All rides have been read');
    return path;
  }
}

const pathOf = (id: string): string => `/api/workouts/${id}?includeTelemetry=true`;

/** Sends a ride and completes it; gives the id of the workout. */
export async function ride(device: HttpClient, points: readonly TelemetryPoint[]): Promise<string> {
  const { workout } = await device.json<{ workout: { id: string; streamName: string } }>('POST', '/api/workouts', {
    title: 'Four hours',
  });
  for (let start = 0; start < points.length; start += BATCH) {
    await device.bytes('POST', `/api/streams/${workout.streamName}/points`, {
      points: points.slice(start, start + BATCH),
    });
  }
  await device.bytes('POST', `/api/workouts/${workout.id}/complete`);
  return workout.id;
}

function copies(mongoUri: string, id: string, count: number): Promise<string[]> {
  return connected(mongoUri, async (client) => {
    const workouts = client.db().collection('workouts');
    const workout = await workouts.findOne({ _id: new mongo.ObjectId(id) });
    const twins = Array.from({ length: count }, () => ({ ...workout, _id: new mongo.ObjectId() }));
    await workouts.insertMany(twins);
    return twins.map(({ _id }) => _id.toHexString());
  });
}
