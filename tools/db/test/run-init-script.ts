import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

import { type mongo } from 'mongoose';

const folder = join(process.cwd(), 'init-mongo');

/**
 * Runs a file of `init-mongo` as mongosh would, against a real server. mongosh awaits every call for the script; here
 * the calls are sent one after the other in the order in which the script makes them.
 *
 * @param env what the script finds in `process.env`
 */
export async function runInitScript(
  file: string,
  client: mongo.MongoClient,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  let work: Promise<unknown> = Promise.resolve();
  const then = (call: () => Promise<unknown>): void => {
    work = work.then(call);
    work.catch(() => undefined);
  };
  const database = (name: string): object => {
    const db = client.db(name);
    return {
      getSiblingDB: database,
      createUser: ({ user: createUser, ...rest }: { user: string }) => then(() => db.command({ createUser, ...rest })),
      createCollection: (name: string, options: object) => then(() => db.createCollection(name, options)),
      getCollection: (name: string) => ({
        createIndex: (keys: mongo.IndexSpecification, options: mongo.CreateIndexesOptions) =>
          then(() => db.collection(name).createIndex(keys, options)),
      }),
    };
  };
  const path = join(folder, file);
  const context = { db: database('test'), process: { env }, require: createRequire(path), print: () => undefined };
  runInContext(await readFile(path, 'utf8'), createContext(context), { filename: path });
  await work;
}
