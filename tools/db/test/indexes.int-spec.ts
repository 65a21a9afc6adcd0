import { mongo } from 'mongoose';

import { dropDatabase, freePort, startProgram, testMongoUri } from '#testing';

import { schemaCollections } from './schema-collections';

/** Runs the tool as people and containers do, without any Redis. */
async function run(uri: string): Promise<{ code: number | null; lines: string[] }> {
  const program = await startProgram('dist/tools/db/indexes.js', { MONGODB_URI: uri, NODE_ENV: 'production' });
  const { code } = await program.exited;
  return { code, lines: program.output().trimEnd().split('\n') };
}

describe('db:indexes', () => {
  const uri = testMongoUri('indexes-tool');
  const client = new mongo.MongoClient(uri);

  afterAll(async () => {
    await client.close();
    await dropDatabase(uri);
  });

  it('creates every collection and index, and says so in a line each', async () => {
    const { code, lines } = await run(uri);
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(await schemaCollections());
    expect(lines).toContainEqual(expect.stringMatching(/^users +_id_, email_1 \(unique\), /));
    expect(lines).toContainEqual(expect.stringMatching(/^sessions +_id_, .*expiresAt_1 \(expires\)$/));
    expect(code).toBe(0);
    expect(await client.db().collection('users').indexExists('email_1')).toBe(true);
  }, 240_000);

  it('may run again, puts back what is missing, and leaves alone what is not declared', async () => {
    await client.db().collection('users').dropIndex('email_1');
    await client.db().collection('users').createIndex({ displayName: 1 });
    const { code, lines } = await run(uri);
    expect(code).toBe(0);
    expect(lines.filter((line) => line.includes('declared no more')).map((line) => line.trim())).toEqual([
      'declared no more: displayName_1',
    ]);
    expect(await client.db().collection('users').indexExists(['email_1', 'displayName_1'])).toBe(true);
  });

  it('says in one line when data contradict an index', async () => {
    await client.db().collection('users').dropIndex('email_1');
    await client
      .db()
      .collection('users')
      .insertMany([{ email: 'twice@example.com' }, { email: 'twice@example.com' }]);
    const { code, lines } = await run(uri);
    expect(lines).toEqual([expect.stringContaining('email: "twice@example.com"')]);
    expect(code).toBe(1);
  });

  it('says in one line, without the password, when MongoDB cannot be reached', async () => {
    const port = await freePort();
    const { code, lines } = await run(`mongodb://rider:secret@127.0.0.1:${port}/x?serverSelectionTimeoutMS=500`);
    expect(lines).toEqual([expect.stringContaining(`MongoDB at 127.0.0.1:${port} cannot be used: `)]);
    expect(lines.join()).not.toContain('secret');
    expect(code).toBe(1);
  });
});
