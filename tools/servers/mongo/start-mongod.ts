import { launch } from '../launch';
import { type Executable, type RunningServer } from '../running-server';
import { type ServerPlace } from '../server-place';
import { becomePrimary, replicaSetName, waitUntilUp } from './replica-set';

/** Starts a mongod as a replica set of one on 127.0.0.1, with a small cache. */
export function startMongod(executable: Executable, place: ServerPlace): Promise<RunningServer> {
  return launch({
    ...place,
    name: 'mongod',
    executable,
    args: mongodArguments,
    ready: (port, { pid }) => becomePrimary('127.0.0.1', port, `127.0.0.1:${port}`, pid),
    uri: (port) => `mongodb://127.0.0.1:${port}/?replicaSet=${replicaSetName}`,
    stopWithinMs: 20_000,
  });
}

/** Starts a mongod that waits to become a member of a replica set; its address leads to itself alone. */
export function startMember(executable: Executable, place: ServerPlace): Promise<RunningServer> {
  return launch({
    ...place,
    name: 'mongod',
    executable,
    args: mongodArguments,
    ready: (port, { pid }) => waitUntilUp('127.0.0.1', port, pid),
    uri: (port) => `mongodb://127.0.0.1:${port}/?directConnection=true`,
    stopWithinMs: 20_000,
  });
}

const mongodArguments = (port: number, directory: string): string[] => [
  ...['--dbpath', directory, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
  ...['--replSet', replicaSetName, '--oplogSize', '256', '--wiredTigerCacheSizeGB', '0.25', '--quiet'],
  ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
  ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
];
