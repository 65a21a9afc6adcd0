import { writeFile } from 'node:fs/promises';

import { mongo } from 'mongoose';

import { withDatabase } from '../servers/mongo/with-database';

const WITHIN_MS = 10_000;

/**
 * The server that the service's settings name, without a database.
 *
 * @throws ConfigurationError when they name none
 */
async function serverAddress(): Promise<string> {
  // Takes most of a second to load, which commands without a server need not wait for.
  const { databaseConfig } = await import('../db/database-config.js');
  return withDatabase(databaseConfig().mongo.uri, '');
}

/** A file for `--config` of MongoDB's tools: on their command line, every user of the machine could see the password. */
export async function writeToolsConfig(path: string): Promise<void> {
  await writeFile(path, `uri: ${JSON.stringify(await serverAddress())}\n`, { mode: 0o600 });
}

/** @throws Error with one line that names the server, and no password, when MongoDB does not let us in */
export async function withServer<Result>(work: (client: mongo.MongoClient) => Promise<Result>): Promise<Result> {
  const address = await serverAddress();
  const where = address.replace(/^.*@|^[^/]*\/\//, '').replace(/[/?].*/s, '');
  const client = new mongo.MongoClient(address, { serverSelectionTimeoutMS: WITHIN_MS });
  try {
    return await work(client);
  } catch (error) {
    if (!(error instanceof mongo.MongoError)) throw error;
    throw new Error(`MongoDB at ${decodeURIComponent(where)}: ${inOneLine(error)}`, { cause: error });
  } finally {
    await client.close();
  }
}

const UNAUTHORIZED = 13;

function inOneLine(error: mongo.MongoError): string {
  if (error.code !== UNAUTHORIZED) return error.message;
  const what = error.message.replace(/ to execute command.*$/s, '');
  return `${what}; log in as a user with the roles that docs/operations.md names`;
}
