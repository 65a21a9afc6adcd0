import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, startProgram, testMongoUri, testRedisUrl, type Program } from '#testing';

jest.setTimeout(180_000);

describe('npm start', () => {
  let folder: string;
  let env: Record<string, string>;

  const programs: Program[] = [];
  const start = async (): Promise<Program> => {
    const program = await startProgram('dist/tools/local/start.js', env, { cwd: folder });
    programs.push(program);
    return program;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'start-'));
    env = {
      MONGODB_URI: testMongoUri('start'),
      REDIS_URL: await testRedisUrl(),
      PORT: String(await freePort()),
      WORKER_PORT: String(await freePort()),
    };
  });

  afterEach(() => Promise.all(programs.splice(0).map((program) => program.stop())));

  afterAll(() => rm(folder, { recursive: true }));

  const isUp = (program: Program): Promise<void> =>
    eventually(() => expect(program.output()).toContain('npm run demo'), { timeoutMs: 90_000 });

  it('brings everything up, says where it is, and ends cleanly', async () => {
    const program = await start();
    await isUp(program);
    const api = `http://localhost:${env.PORT}`;
    expect(program.output()).toContain(`${api}/docs`);
    expect((await fetch(`${api}/docs`)).status).toBe(200);

    const demo = JSON.parse(await readFile(join(folder, '.data/demo.json'), 'utf8')) as Record<string, string>;
    expect(program.output()).toContain(demo.apiKey);
    expect(program.output()).toContain(`${demo.email}, password ${demo.password}`);
    const me = await fetch(`${api}/api/users/me`, { headers: { 'x-api-key': demo.apiKey ?? '' } });
    expect(await me.json()).toMatchObject({ email: demo.email, settings: { ftp: 250 } });
    for (const secret of ['demo.json', 'secrets.json']) {
      expect((await stat(join(folder, '.data', secret))).mode & 0o777).toBe(0o600);
    }

    const second = await start();
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.output()).toMatch(/^A local run is going on in this folder already \(process \d+\)/);

    program.kill('SIGINT');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    for (const port of [env.PORT, env.WORKER_PORT]) {
      await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow('fetch failed');
    }

    const again = await start();
    await isUp(again);
    expect(again.output()).toContain(demo.apiKey);
    again.kill('SIGTERM');
    expect(await again.exited).toEqual({ code: 0, signal: null });
  });

  it('names the port that is taken and the way out', async () => {
    const inTheWay = createServer();
    await new Promise<void>((resolve) => inTheWay.listen(Number(env.PORT), '127.0.0.1', resolve));
    try {
      const program = await start();
      expect(await program.exited).toEqual({ code: 1, signal: null });
      expect(program.output().trim()).toMatch(/^Port \d+ is taken: .*PORT=\d+ npm start$/);
    } finally {
      inTheWay.close();
    }
  });
});
