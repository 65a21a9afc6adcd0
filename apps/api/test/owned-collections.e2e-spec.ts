import { randomBytes } from 'node:crypto';

import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

import { createPino, loadConfig, ownershipOf } from '#platform';
import { dropDatabase, testMongoUri, testRedisUrl } from '#testing';

import { createApp } from '../src/create-app';

/** Found by the address or the key with which somebody says who they are. */
const FINDS_THE_OWNER = ['users'];

describe('The collections of the service', () => {
  it('are each held to their owners', async () => {
    const uri = testMongoUri('owned-collections');
    const environment = { NODE_ENV: 'test', MONGODB_URI: uri, REDIS_URL: await testRedisUrl(), LOG_LEVEL: 'silent' };
    const config = loadConfig('api', { ...environment, JWT_SECRET: randomBytes(32).toString('hex') });
    const app = await createApp(config, createPino(config));
    await app.init();
    const models = Object.values(app.get<Connection>(getConnectionToken()).models);
    await app.close();
    await dropDatabase(uri);

    expect(models.length).toBeGreaterThan(5);
    const unowned = models.filter(({ schema }) => !ownershipOf(schema)).map(({ collection }) => collection.name);
    // Whoever adds a collection: `Schema.plugin(owned, { by: 'userId' })`.
    expect(unowned.sort()).toEqual(FINDS_THE_OWNER);
  });
});
