import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { between } from './support/random';
import { scaled, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';

takeTime();
const POISON = scaled(12, 100);
const DELIVERIES = 5;
const ID = '0123456789abcdef01234567';

/** Entries that nobody can read, each in its own way, and what the dead letter must say of them. */
const KINDS: { reason: string; fields: Record<string, string> }[] = [
  { reason: 'field head is missing', fields: { stream: ID } },
  { reason: 'field block is no JSON', fields: { block: `["${ID}","x","${ID}",1,"1-0",[[17000000,\n` } },
  { reason: 'field block is cut off', fields: { block: `["${ID}","x","${ID}",1,"1-0",[[17000000` } },
  { reason: 'field rows is missing', fields: { head: ID } },
  { reason: 'field rows is no JSON', fields: { rows: '[[1700000000000,200' } },
  { reason: 'field rows is no JSON', fields: { rows: '\u0000\ufffd\u0007 not text' } },
  { reason: 'holds no points', fields: { rows: '[]' } },
  { reason: 'holds no points', fields: { rows: '[["1700000000000",200]]' } },
  { reason: 'names no stream', fields: { head: `../../etc x ${ID} 1 1-0`, rows: '[[1700000000000,200]]' } },
  {
    reason: 'names no owner',
    fields: { head: `${ID} x {"$ne":null} 1 1-0`, rows: '[[1700000000000,200]]' },
  },
  {
    reason: 'has no sequence number',
    fields: { head: `${ID} x ${ID} one 1-0`, rows: '[[1700000000000,200]]' },
  },
];
const READABLE = { head: `${ID} poisoned ${ID} 1 1-0`, rows: '' };
const kind = (index: number) => KINDS[index % KINDS.length] as (typeof KINDS)[number];

describe('Unreadable entries among the others', () => {
  let stage: Stage;
  let scenario: Scenario;

  beforeAll(async () => (stage = await Stage.set()));
  afterAll(() => stage.clear());
  afterEach(() => scenario.end());

  const poison = async (index: number): Promise<{ key: string; id: string }> => {
    const { fields } = kind(index);
    const entry = 'rows' in fields ? { ...READABLE, ...fields } : fields;
    const key = stage.logs.key(index % 4);
    const id = await stage.logs.redis.xadd(key, '*', ...Object.entries(entry).flat());
    return { key, id: String(id) };
  };
  /** How often these were delivered at the most, looked at until they are gone. */
  const mostDeliveries = async (poisoned: { key: string; id: string }[]): Promise<Map<string, number>> => {
    const most = new Map<string, number>();
    for (let waiting = poisoned; waiting.length > 0; await pause(200)) {
      const still: typeof poisoned = [];
      for (const { key, id } of waiting) {
        const found = (await stage.logs.redis.xpending(key, 'persist', id, id, 1)) as [
          string,
          string,
          number,
          number,
        ][];
        if (found[0]) most.set(`${key} ${id}`, Math.max(most.get(`${key} ${id}`) ?? 0, found[0][3]));
        if (found[0] ?? !most.has(`${key} ${id}`)) still.push({ key, id });
      }
      waiting = still;
    }
    return most;
  };
  const tool = (...args: string[]): Promise<string[]> =>
    new Promise((done, fail) => {
      const env = {
        PATH: process.env['PATH'],
        REDIS_URL: stage.service.redisUrl,
        REDIS_KEY_PREFIX: stage.service.keyPrefix,
      };
      const command = [resolve('dist/tools/deadletters/deadletters.js'), ...args];
      execFile(process.execPath, command, { env }, (error, out) =>
        error ? fail(new Error(error.message)) : done(out.trimEnd().split('\n')),
      );
    });

  it('go to the dead letters after five deliveries, with the reason, and hold up nothing', async () => {
    scenario = await Scenario.begin('6 unreadable entries', stage);
    const poisoned: { key: string; id: string }[] = [];
    let deliveries = new Map<string, number>();
    await scenario.ride(async () => {
      for (let index = 0; index < POISON; index += 1) {
        poisoned.push(await poison(index));
        await pause(between(0, 50));
      }
      deliveries = await mostDeliveries(poisoned);
      scenario.say(`${POISON} entries are dead`);
    });
    await scenario.judge({ deadLetters: POISON });
    expect([...deliveries.values()].filter((times) => times !== DELIVERIES)).toEqual([]);

    const listed = await tool('list');
    expect(listed.at(-1)).toBe(`${POISON} dead letters`);
    const reasons = listed.slice(0, -1).map((line) => line.split('  ').at(-1) ?? '');
    expect(reasons.sort()).toEqual(Array.from({ length: POISON }, (_, index) => kind(index).reason).sort());
  });

  it('come back when they are replayed, and are gone when they are dropped', async () => {
    const before = (await tool('list')).slice(0, -1);
    const chosen = before.slice(0, 3).map((line) => line.split('  ')[0] ?? '');
    expect(await tool('replay', ...chosen)).toEqual(['3 dead letters replayed']);
    expect((await stage.logs.state()).deadLetters).toBe(POISON - 3);
    await stage.logs.untilEmpty(60);
    expect((await stage.logs.state()).deadLetters).toBe(POISON);
    const after = (await tool('list')).slice(0, -1);
    expect(after.filter((line) => chosen.some((id) => line.startsWith(id)))).toEqual([]);
    const oldest = after[0]?.split('  ')[0] ?? '';
    expect(await tool('drop', oldest)).toEqual(['1 dead letter dropped']);
    expect(await tool('drop', '--all', '--yes')).toEqual([`${POISON - 1} dead letters dropped`]);
    expect((await stage.logs.state()).deadLetters).toBe(0);
    expect(await tool('list')).toEqual(['0 dead letters']);
  });
});
