import { mongo } from 'mongoose';
import { fromDocker } from '../docker/from-docker';
import { startMongoContainer } from '../docker/mongo-container';
import { silent, type Progress } from '../progress';
import { givenServer, type RunningServer } from '../running-server';
import { type ServerPlace } from '../server-place';
import { findMongod } from './find-mongod';
import { startMongod } from './start-mongod';

export interface MongoOptions extends ServerPlace {
  readonly progress?: Progress;
  /** Take a Docker engine where one answers; for tests, since its data go with the container. */
  readonly docker?: boolean;
}

/**
 * A MongoDB on which transactions work: the one of `MONGODB_URI`, else one in Docker if that is wanted, else a mongod from
 * PATH or the cache, started here.
 *
 * @throws Error with one sentence for a person when none can be had
 */
export async function provideMongo(options: MongoOptions = {}): Promise<RunningServer> {
  const given = process.env.MONGODB_URI;
  if (given) {
    await mustTakeTransactions(given);
    return givenServer(given);
  }
  const progress = options.progress ?? silent;
  const inDocker = options.docker ? await fromDocker('MongoDB', progress, startMongoContainer) : undefined;
  if (inDocker) return inDocker;
  const executable = await findMongod(progress);
  return progress.during(`Starting MongoDB ${executable.version}`, () => startMongod(executable, options));
}

async function mustTakeTransactions(uri: string): Promise<void> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5000 });
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    if (!hello.setName && hello.msg !== 'isdbgrid') {
      throw new Error('it is no replica set, so transactions would fail; start mongod with --replSet');
    }
  } catch (error) {
    throw new Error(`MONGODB_URI cannot be used: ${(error as Error).message}`, { cause: error });
  } finally {
    await client.close();
  }
}
