import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

import { Redis } from 'ioredis';

import { freePort, testRedisUrl, uniqueKeyPrefix } from '#testing';

import { buildOnce } from '../../../libs/testing/src/build-once';

interface Outcome {
  code: number;
  lines: string[];
}

describe('deadletters', () => {
  const prefix = uniqueKeyPrefix();
  let url: string;
  let redis: Redis;

  beforeAll(async () => {
    await buildOnce();
    url = await testRedisUrl();
    redis = new Redis(url);
  }, 240_000);
  afterAll(() => redis.disconnect());

  /** Runs the tool as people do, without any MongoDB. */
  const run = (args: string[], REDIS_URL = url): Promise<Outcome> =>
    new Promise((done) => {
      const env = { PATH: process.env['PATH'], REDIS_URL, REDIS_KEY_PREFIX: prefix };
      execFile(
        process.execPath,
        [resolve('dist/tools/deadletters/deadletters.js'), ...args],
        { env },
        (error, out, err) => done({ code: Number(error?.code ?? 0), lines: `${out}${err}`.trimEnd().split('\n') }),
      );
    });
  const bury = (id: string, ...fields: string[]) =>
    redis.xadd(
      `{${prefix}:p2}:dead-letters`,
      id,
      'reason',
      'field rows is no JSON',
      'entry',
      '1-1',
      'buriedAt',
      '0',
      ...fields,
    );

  it('lists, replays and drops', async () => {
    const head = '1 a\u001b[2Jride ada';
    await bury('7-0', 'head', head, 'rows', '{');
    await bury('8-0', 'head', '1 other', 'rows', '{');
    expect(await run(['list'])).toEqual({
      code: 0,
      lines: [
        '2:7-0  1970-01-01T00:00:00.000Z  shard 2  a?[2Jride  ada  field rows is no JSON',
        '2:8-0  1970-01-01T00:00:00.000Z  shard 2  other  -  field rows is no JSON',
        '2 dead letters',
      ],
    });
    const json = await run(['list', '--json']);
    expect(json.lines.map((line) => (JSON.parse(line) as { fields: string[] }).fields)).toContainEqual(
      expect.arrayContaining(['head', head]),
    );
    expect(await run(['replay', '2:7-0'])).toEqual({ code: 0, lines: ['1 dead letter replayed'] });
    const [entry] = await redis.xrange(`{${prefix}:p2}:ingest`, '-', '+');
    expect(entry?.[1]).toEqual(['head', head, 'rows', '{']);
    expect(await run(['drop', '2:7-0', '2:8-0'])).toEqual({
      code: 1,
      lines: ['1 dead letter dropped', 'not there: 2:7-0'],
    });
    expect(await run(['drop', '--all', '--yes'])).toEqual({ code: 0, lines: ['0 dead letters dropped'] });
    expect((await run(['list'])).lines).toEqual(['0 dead letters']);
  });

  it('says in one line what is wrong', async () => {
    const bad = await run(['drop', '17']);
    expect(bad).toEqual({ code: 1, lines: [expect.stringContaining('17 is no id of a dead letter')] });
    const port = await freePort();
    const away = await run(['list'], `redis://rider:secret@127.0.0.1:${port}`);
    expect(away).toEqual({ code: 1, lines: [expect.stringContaining(`Redis at 127.0.0.1:${port} cannot be used: `)] });
    expect(away.lines.join()).not.toContain('secret');
    const unset = await run(['list'], '');
    expect([unset.code, unset.lines.at(-1)]).toEqual([1, expect.stringContaining('REDIS_URL is missing')]);
  });
});
