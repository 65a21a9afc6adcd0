import { type mongo } from 'mongoose';

import { ChunkStore } from '#streams';
import { FtpService, UsersService } from '#users';
import { Housekeeping, UnattendedWorkouts, WorkoutsService } from '#workouts';

import { AuditLog } from '../../../libs/users/src/audit/audit-log.service';
import { SessionsService } from '../../../libs/users/src/sessions.service';
import { type Operation, profiled } from './profiled';
import { EACH, sampleRiders } from './sample-riders';
import { type Service, startService } from './service';
import { calls, type Context } from './service-calls';

describe('every query of the services', () => {
  let service: Service;
  let context: Context;
  let db: mongo.Db;

  beforeAll(async () => {
    service = await startService('explain');
    const { module, connection } = service;
    const sample = await sampleRiders(connection);
    const get = <T>(type: new (...args: never[]) => T): T => module.get(type, { strict: false });
    const ride = (index: number) => sample.workoutIds[index] as (typeof sample.workoutIds)[0];
    db = connection.db as mongo.Db;
    context = {
      ...sample,
      connection,
      users: get(UsersService),
      ftp: get(FtpService),
      sessions: get(SessionsService),
      audit: get(AuditLog),
      workouts: get(WorkoutsService),
      unattended: get(UnattendedWorkouts),
      chunks: get(ChunkStore),
      housekeeping: get(Housekeeping),
      rider: sample.riderId.toString(),
      ride,
      owned: (index) => ({ _id: ride(index), userId: sample.riderId }),
    };
  });

  afterAll(() => service.stop());

  it.each(calls)('%s is served by an index, and reads no more than one rider has', async (_, call) => {
    const operations = await profiled(db, () => call(context));
    expect(operations.length).toBeGreaterThan(0);
    const readings = operations.filter(({ op }) => op !== 'insert');
    const unserved = readings.filter(({ planSummary }) => !planSummary || planSummary.includes('COLLSCAN'));
    expect(unserved).toEqual([]);
    expect(Math.max(0, ...readings.map(({ docsExamined = 0 }) => docsExamined))).toBeLessThanOrEqual(EACH);
  });

  it.each([
    ['UsersService', UsersService],
    ['WorkoutsService', WorkoutsService],
    ['UnattendedWorkouts', UnattendedWorkouts],
    ['ChunkStore', ChunkStore],
  ])('none was left out of %s', (name, { prototype }) => {
    const called = new Set(calls.map(([call]) => call.split(',')[0]));
    const methods = Object.getOwnPropertyNames(prototype).filter((method) => method !== 'constructor');
    expect(methods.filter((method) => !called.has(`${name}.${method}`))).toEqual([]);
  });

  it('needs every index that there is', async () => {
    const unused: string[] = [];
    for (const { collection } of Object.values(service.connection.models)) {
      const stages = [{ $indexStats: {} }];
      const uses = await collection.aggregate<{ name: string; accesses: { ops: number } }>(stages).toArray();
      const idle = uses.filter(({ name, accesses }) => name !== '_id_' && Number(accesses.ops) === 0);
      unused.push(...idle.map(({ name }) => `${collection.collectionName}.${name}`));
    }
    // Two remove what has expired, one keeps identities at other providers unique: none serves a query.
    expect(unused.sort()).toEqual([
      'audit_log.expiresAt_1',
      'sessions.expiresAt_1',
      'users.oauth.provider_1_oauth.providerId_1',
    ]);
  });

  it('would be noticed without an index', async () => {
    const operations: Operation[] = await profiled(db, () => db.collection('users').findOne({ displayName: 'Rider' }));
    expect(operations.map(({ planSummary }) => planSummary)).toEqual(['COLLSCAN']);
  });
});
