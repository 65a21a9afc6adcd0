import { mongo } from 'mongoose';

import { dropDatabase, startProgram, testMongoUri } from '#testing';

import { type Examination } from '../doctor/findings';

type Told = Examination & { findings: string[] };

async function run(tool: string, uri: string, args: string[] = []): Promise<{ code: number | null; output: string }> {
  const program = await startProgram(`dist/tools/db/${tool}.js`, { MONGODB_URI: uri }, { arguments: args });
  const { code } = await program.exited;
  return { code, output: program.output().trimEnd() };
}

describe('db:doctor', () => {
  const uri = testMongoUri('doctor');
  const client = new mongo.MongoClient(uri);
  const examine = async (...args: string[]): Promise<Told> => {
    const { code, output } = await run('doctor', uri, ['--json', ...args]);
    expect(code).toBe(0);
    return JSON.parse(output) as Told;
  };

  beforeAll(async () => {
    await run('indexes', uri);
  }, 240_000);
  afterAll(async () => {
    await client.db().command({ profile: 0 });
    await client.close();
    await dropDatabase(uri);
  });

  it('finds nothing in a new database, and shows what is there', async () => {
    const { sizes, indexes, findings, slowest } = await examine();
    expect([findings, slowest]).toEqual([[], []]);
    expect(sizes.map(({ collection }) => collection)).toEqual(expect.arrayContaining(['users', 'workouts']));
    expect(indexes.used).toContainEqual(
      expect.objectContaining({ collection: 'users', index: 'email_1', declared: true }),
    );
  });

  it('finds an index that was lost, and one that nobody declared', async () => {
    const users = client.db().collection('users');
    await users.dropIndex('email_1');
    await users.createIndex({ displayName: 1 });
    const { findings } = await examine();
    expect(findings).toEqual([
      'users lacks an index on {"email":1}: npm run db:indexes',
      'users.displayName_1 is declared by no schema: drop it if nothing of yours needs it',
    ]);
    await users.dropIndex('displayName_1');
    await run('indexes', uri);
  });

  it('lets the profiler keep what is slow, says what it was without its values, and lets it end', async () => {
    expect((await examine('--profiler', 'on', '--slow-ms', '0')).profiler).toEqual({ on: true, slowMs: 0 });
    await client.db().collection('workouts').insertOne({ title: 'a secret ride' });
    await client.db().collection('workouts').find({ description: 'a secret ride' }).toArray();
    const { slowest, findings } = await examine();
    expect(slowest).toContainEqual(
      expect.objectContaining({ collection: 'workouts', shape: '{"description":"?"}', plan: 'COLLSCAN', times: 1 }),
    );
    expect(JSON.stringify(slowest)).not.toContain('secret');
    expect(findings).toContainEqual(
      expect.stringMatching(/^workouts is read from end to end for \{"description":"\?"\}/),
    );
    expect(findings).toContainEqual(expect.stringContaining('the profiler is on'));

    const { code, output } = await run('doctor', uri, ['--profiler', 'off']);
    expect(code).toBe(0);
    expect(output).toMatch(/^collection +documents +stored/);
    expect(output).toContain('To do:\n  workouts is read from end to end');
    expect(output).not.toContain('the profiler is on');
  });

  it('says in one line what can be asked, and what it may not', async () => {
    const { code, output } = await run('doctor', uri, ['--everything']);
    expect([code, output]).toEqual([1, expect.stringMatching(/^--everything is not an option\. npm run db:doctor/)]);
  });
});
