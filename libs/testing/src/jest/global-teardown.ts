import { forgetBuild } from '../build-once';
import { dropTestDatabases } from '../mongo';
import { held } from './servers';

/** Stops what global setup started; on a given MongoDB, which stays, it drops the databases of this run. */
export default async function globalTeardown(): Promise<void> {
  const servers = held().servers.splice(0);
  for (const { how, uri } of servers) {
    if (how === 'given' && uri.startsWith('mongodb')) await dropTestDatabases(uri);
  }
  await forgetBuild();
  await Promise.all(servers.map((server) => server.stop()));
}
