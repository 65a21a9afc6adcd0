import { becomePrimary, replicaSetName } from '../mongo/replica-set';
import { type RunningServer } from '../running-server';
import { serverIn } from './server-in';

const port = 27017;

/** MongoDB 8 in a container as a replica set of one. */
export async function startMongoContainer(): Promise<RunningServer> {
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer('mongo:8')
    .withCommand(['--replSet', replicaSetName, '--bind_ip_all', '--wiredTigerCacheSizeGB', '0.25'])
    .withExposedPorts(port)
    .start();
  const host = container.getHost();
  const mapped = container.getMappedPort(port);
  // The set knows itself by the address inside the container, which is of no use outside: hence directConnection.
  await becomePrimary(host, mapped, `localhost:${port}`);
  return serverIn(container, `mongodb://${host}:${mapped}/?directConnection=true`);
}
