import { redisSettings } from '../redis/redis-settings';
import { type RunningServer } from '../running-server';
import { serverIn } from './server-in';

const port = 6379;

/** Redis 7 in a container, with the settings of our own server. */
export async function startRedisContainer(): Promise<RunningServer> {
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer('redis:7')
    .withCommand(['redis-server', ...redisSettings()])
    .withExposedPorts(port)
    .start();
  return serverIn(container, `redis://${container.getHost()}:${container.getMappedPort(port)}`);
}
