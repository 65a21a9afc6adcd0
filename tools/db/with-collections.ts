import 'reflect-metadata';

import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

import { CollectionsModule } from './collections.module';
import { databaseConfig } from './database-config';
import { mustAnswer } from './must-answer';

/**
 * Does something with all collections that the schemas declare, in the database that the environment names.
 * @throws Error when it does not answer, or the environment is not valid
 */
export async function withCollections(
  work: (connection: Connection, app: INestApplicationContext) => Promise<void>,
): Promise<void> {
  const config = databaseConfig();
  await mustAnswer(config.mongo);
  const app = await NestFactory.createApplicationContext(CollectionsModule.forRoot(config), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  try {
    await work(app.get<Connection>(getConnectionToken()), app);
  } finally {
    await app.close();
  }
}
