import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection, mongo, Types } from 'mongoose';

import { IndexesService } from '#platform';
import { dropDatabase, testMongoUri } from '#testing';

import { CollectionsModule } from '../collections.module';
import { databaseConfig } from '../database-config';
import { runInitScript } from './run-init-script';
import { schemaCollections } from './schema-collections';

const DOCUMENT_REFUSED = 121;

/** What a collection has, in an order of its own. */
async function indexesOf(db: mongo.Db): Promise<Record<string, mongo.IndexDescriptionInfo[]>> {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const described = collections.map(async ({ name }): Promise<[string, mongo.IndexDescriptionInfo[]]> => {
    const indexes = await db.collection(name).indexes();
    return [name, indexes.sort((left, right) => String(left.name).localeCompare(String(right.name)))];
  });
  return Object.fromEntries(await Promise.all(described));
}

async function open(uri: string): Promise<{ app: INestApplicationContext; connection: Connection }> {
  const config = databaseConfig({ MONGODB_URI: uri });
  const app = await NestFactory.createApplicationContext(CollectionsModule.forRoot(config), { logger: ['error'] });
  return { app, connection: app.get<Connection>(getConnectionToken()) };
}

describe('what a new MongoDB runs at first start', () => {
  const [fromScript, fromSchemas] = [testMongoUri('init-script'), testMongoUri('init-schemas')];
  const client = new mongo.MongoClient(fromScript);
  const env = { MONGO_INITDB_DATABASE: client.db().databaseName };
  let app: INestApplicationContext;
  let connection: Connection;

  beforeAll(async () => {
    await runInitScript('01-init.js', client, env);
    ({ app, connection } = await open(fromScript));
  });

  afterAll(async () => {
    await app.close();
    await client.close();
    await dropDatabase(fromScript);
    await dropDatabase(fromSchemas);
  });

  it('gives the collections and indexes that the schemas declare, with the same options, and none besides', async () => {
    const declared = await open(fromSchemas);
    await declared.app.get(IndexesService).create();
    const wanted = await indexesOf(declared.connection.db as mongo.Db);
    await declared.app.close();

    expect(await indexesOf(client.db())).toEqual(wanted);
    expect(Object.values(wanted).flat().length).toBeGreaterThan(Object.keys(wanted).length);
  });

  it('leaves out no schema', async () => {
    const collections = await client.db().listCollections({}, { nameOnly: true }).toArray();
    expect(collections.map(({ name }) => name).sort()).toEqual(await schemaCollections());
  });

  it.each([
    ['a user without e-mail', 'users', { createdAt: new Date() }],
    ['a user without date', 'users', { email: 'a@example.com' }],
    ['a workout without rider', 'workouts', { startTime: new Date(), status: 'ACTIVE' }],
    ['a workout without start', 'workouts', { userId: new Types.ObjectId(), status: 'ACTIVE' }],
    ['a workout without status', 'workouts', { userId: new Types.ObjectId(), startTime: new Date() }],
    ['an unknown status', 'workouts', { userId: new Types.ObjectId(), startTime: new Date(), status: 'GONE' }],
  ])('refuses %s', async (_, collection, document) => {
    await expect(client.db().collection(collection).insertOne(document)).rejects.toMatchObject({
      code: DOCUMENT_REFUSED,
    });
  });

  it('refuses a change to an unknown status', async () => {
    const workout = { userId: new Types.ObjectId(), startTime: new Date(), status: 'ACTIVE' };
    const { insertedId } = await client.db().collection('workouts').insertOne(workout);
    const change = client
      .db()
      .collection('workouts')
      .updateOne({ _id: insertedId }, { $set: { status: 'GONE' } });
    await expect(change).rejects.toMatchObject({ code: DOCUMENT_REFUSED });
  });

  it('takes what the models write', async () => {
    const rider = { email: 'rider@example.com', passwordHash: '$argon2id$', displayName: null };
    const created = await connection.model<object>('User').create(rider);
    const statuses = ['ACTIVE', 'PAUSED', 'COMPLETED', 'ARCHIVED', 'DELETED'];
    for (const [index, status] of statuses.entries()) {
      const workout = { userId: created._id, startTime: new Date(), status, streamName: `ride-${index}` };
      await connection.model<object>('Workout').create(workout);
    }
    expect(await connection.model<object>('Workout').countDocuments({ userId: created._id })).toBe(statuses.length);
  });

  describe('the application user', () => {
    afterAll(() => client.db().command({ dropAllUsersFromDatabase: 1 }));

    it('may read and write its own database, and no more', async () => {
      const credentials = { MONGO_APP_USERNAME: 'app', MONGO_APP_PASSWORD: 'only for this test' };
      await runInitScript('00-application-user.js', client, { ...env, ...credentials });
      const { users } = await client.db().command({ usersInfo: 'app' });
      const roles = (users as { roles: object[] }[]).map((user) => user.roles);
      expect(roles).toEqual([[{ role: 'readWrite', db: client.db().databaseName }]]);
    });

    it('is not made without a password', async () => {
      const withoutPassword = { ...env, MONGO_APP_USERNAME: 'nobody', MONGO_APP_PASSWORD: '' };
      await expect(runInitScript('00-application-user.js', client, withoutPassword)).rejects.toThrow('must be set');
      const { users } = await client.db().command({ usersInfo: 'nobody' });
      expect(users).toEqual([]);
    });
  });
});
