import { randomBytes } from 'node:crypto';

import { type ModuleMetadata } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type Connection } from 'mongoose';

import {
  type ApiError,
  ApiValidationPipe,
  ErrorFilter,
  GracefulShutdown,
  loadConfig,
  platformModules,
} from '#platform';
import { RecordsHttpModule } from '#records/http';
import { StreamsHttpModule } from '#streams/http';
import { dropDatabase, testMongoUri, testRedisUrl } from '#testing';
import { UsersHttpModule } from '#users/http';
import { type Sport } from '#workouts';
import { WorkoutsHttpModule } from '#workouts/http';

export interface Answer<Body> {
  status: number;
  body: Body;
}

export interface Rider {
  id: string;
  /** The header that proves who asks. */
  as: Record<string, string>;
}

/** A ride of constant values, a point a second. */
export interface Ride {
  /** When it started; by default a minute ago. */
  at?: string;
  sport?: Sport;
  seconds?: number;
  power?: number;
  heartrate?: number;
}

export interface FinishedRide {
  id: string;
  startTime: Date;
  personalRecords: { metric: string; duration: number; value: number }[];
}

/** All routes up to the records' own, on real servers, with a database of their own. */
export interface TestApp {
  app: NestFastifyApplication;
  connection: Connection;
  send<Body = ApiError>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    rider?: Rider,
    body?: object,
  ): Promise<Answer<Body>>;
  /** A new rider, signed in. */
  rider(settings?: object): Promise<Rider>;
  /** Begins a workout and sends its points. @returns its id */
  begin(rider: Rider, ride: Ride): Promise<string>;
  complete(rider: Rider, id: string): Promise<FinishedRide>;
  /** Both. */
  finish(rider: Rider, ride: Ride): Promise<FinishedRide>;
  stop(): Promise<void>;
}

type WorkoutAnswer = { workout: Omit<FinishedRide, 'startTime'> & { startTime: string } };

export async function startTestApp(
  name: string,
  imports: NonNullable<ModuleMetadata['imports']> = [],
): Promise<TestApp> {
  const mongoUri = testMongoUri(name);
  const config = loadConfig('api', {
    NODE_ENV: 'test',
    MONGODB_URI: mongoUri,
    REDIS_URL: await testRedisUrl(),
    JWT_SECRET: randomBytes(32).toString('hex'),
  });
  const features = [UsersHttpModule, StreamsHttpModule, WorkoutsHttpModule, RecordsHttpModule, ...imports];
  const module = await Test.createTestingModule({
    imports: [...platformModules(config), ...features],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  app.useGlobalPipes(new ApiValidationPipe());
  app.useGlobalFilters(new ErrorFilter());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();

  const send: TestApp['send'] = async (method, path, rider, payload) => {
    const response = await app.inject({ method, url: `/${path}`, headers: rider?.as, payload });
    return { status: response.statusCode, body: JSON.parse(response.payload) as never };
  };
  const must = async <Body>(method: 'POST' | 'PATCH', path: string, rider?: Rider, body?: object): Promise<Body> => {
    const answer = await send<Body>(method, path, rider, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  const begin: TestApp['begin'] = async (rider, ride) => {
    const { at = new Date(Date.now() - 60_000).toISOString(), sport = 'cycling', seconds = 12, ...values } = ride;
    const streamName = `ride-${randomBytes(6).toString('hex')}`;
    const { workout } = await must<WorkoutAnswer>('POST', 'workouts', rider, { streamName, sport, startTime: at });
    const points = Array.from({ length: seconds }, (_, second) => ({
      timestamp: Date.parse(at) + second * 1000,
      ...values,
    }));
    await must('POST', `streams/${streamName}/points`, rider, { points });
    return workout.id;
  };
  const complete: TestApp['complete'] = async (rider, id) => {
    const { workout } = await must<WorkoutAnswer>('POST', `workouts/${id}/complete`, rider, {});
    return { ...workout, startTime: new Date(workout.startTime) };
  };

  return {
    app,
    connection: app.get<Connection>(getConnectionToken()),
    send,
    begin,
    complete,
    finish: async (rider, ride) => complete(rider, await begin(rider, ride)),
    rider: async (settings) => {
      const account = { email: `${randomBytes(6).toString('hex')}@example.com`, password: 'a long way to the top' };
      const body = await must<{ user: { id: string }; accessToken: string }>(
        'POST',
        'auth/register',
        undefined,
        account,
      );
      const rider = { id: body.user.id, as: { authorization: `Bearer ${body.accessToken}` } };
      if (settings) await must('PATCH', 'users/me', rider, { settings });
      return rider;
    },
    stop: async () => {
      await app.get(GracefulShutdown).run();
      await app.close();
      await dropDatabase(mongoUri);
    },
  };
}
