import { randomBytes } from 'node:crypto';
import { progressOn, provideMongo, provideRedis } from '../../../../tools/servers';
import { held } from './servers';

/**
 * Gives the tests a real MongoDB and a real Redis and tells the workers where they are, in `MONGODB_URI` and `REDIS_URL`.
 * Several projects name this setup; the servers are started once.
 */
export default async function globalSetup(): Promise<void> {
  const { servers } = held();
  if (servers.length > 0) return;
  const progress = progressOn(process.stderr, 3000);
  const options = { docker: true, progress };
  try {
    const mongo = await provideMongo(options);
    servers.push(mongo);
    const redis = await provideRedis(options);
    servers.push(redis);
    process.env.MONGODB_URI = mongo.uri;
    process.env.REDIS_URL = redis.uri;
    process.env.TEST_RUN ??= randomBytes(4).toString('hex');
  } catch (error) {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    throw error;
  }
}
