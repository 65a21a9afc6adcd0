import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

import { CollectionsModule } from './collections.module';
import { databaseConfig } from './database-config';
import { collectionSizes } from './doctor/collection-sizes';
import { type Command, readCommand } from './doctor/command';
import { type Examination, findings } from './doctor/findings';
import { indexUse } from './doctor/index-use';
import { profilerOff, profilerOn, profilerState, slowestShapes } from './doctor/profiler';
import { report } from './doctor/report';
import { mustAnswer } from './must-answer';

const MOST_SHAPES = 10;
/** MongoDB: not authorized. */
const UNAUTHORIZED = 13;

/** Looks into the database for what is slow, large, missing or of no use, and says what to do about it. */
async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  const config = databaseConfig();
  await mustAnswer(config.mongo);
  const app = await NestFactory.createApplicationContext(CollectionsModule.forRoot(config), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  try {
    const examined = await examine(app.get<Connection>(getConnectionToken()), command);
    const found = findings(examined, new Date());
    console.log(command.json ? JSON.stringify({ ...examined, findings: found }, null, 2) : report(examined, found));
  } finally {
    await app.close();
  }
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
      ? `${message}. The doctor needs an administrator: the roles dbAdmin and read on the database, in MONGODB_URI.`
      : message,
  );
  process.exit(1);
});
