import { type Connection } from 'mongoose';
import { collectionSizes } from './doctor/collection-sizes';
import { type Command, readCommand } from './doctor/command';
import { type Examination, findings } from './doctor/findings';
import { indexUse } from './doctor/index-use';
import { profilerOff, profilerOn, profilerState, slowestShapes } from './doctor/profiler';
import { report } from './doctor/report';
import { withCollections } from './with-collections';

const MOST_SHAPES = 10;
/** MongoDB: not authorized. */
const UNAUTHORIZED = 13;
const WHAT_WAS_ASKED = / to execute command .*/s;

/** Looks into the database for what is slow, large, missing or of no use, and says what to do about it. */
async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  await withCollections(async (connection) => {
    const examined = await examine(connection, command);
    const found = findings(examined, new Date());
    console.log(command.json ? JSON.stringify({ ...examined, findings: found }, null, 2) : report(examined, found));
  });
}

async function examine(connection: Connection, { profiler, slowMs }: Command): Promise<Examination> {
  const { db } = connection;
  if (!db) throw new Error('MongoDB is not connected');
  if (profiler === 'on') await profilerOn(db, slowMs);
  if (profiler === 'off') await profilerOff(db);
  return {
    sizes: await collectionSizes(db),
    indexes: await indexUse(connection),
    profiler: await profilerState(db),
    slowest: await slowestShapes(db, MOST_SHAPES),
  };
}

main().catch((error: unknown) => {
  const { code, message } = error as { code?: unknown; message: string };
  console.error(
    code === UNAUTHORIZED
      ? `${message.replace(WHAT_WAS_ASKED, '')}. The doctor needs an administrator: the roles dbAdmin and read on the database, in MONGODB_URI.`
      : message,
  );
  process.exit(1);
});
