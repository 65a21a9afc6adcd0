import { randomBytes } from 'node:crypto';

import { createPino, loadConfig } from '#platform';
import { dropDatabase, testMongoUri, testRedisUrl } from '#testing';

import { createApp } from '../../src/create-app';

/** Every route that the program really has, HEAD and the pages for people too, in the spelling of OpenAPI; sorted. */
export async function routesOfRouter(): Promise<string[]> {
  const mongoUri = testMongoUri('router');
  const environment = { NODE_ENV: 'test', MONGODB_URI: mongoUri, REDIS_URL: await testRedisUrl(), LOG_LEVEL: 'silent' };
  const config = loadConfig('api', { ...environment, JWT_SECRET: randomBytes(32).toString('hex') });
  const app = await createApp(config, createPino(config));
  const routes: string[] = [];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.push(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
  await app.init();
  await app.close();
  await dropDatabase(mongoUri);
  return [...new Set(routes)].sort();
}
