import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startProgram } from '#testing';

jest.setTimeout(30_000);

const serving = `
  const server = require('node:http').createServer((request, response) => {
    response.statusCode = request.url === '/ready' ? 200 : 404;
    response.end(process.env.WORD);
  });
  process.on('SIGTERM', () => server.close(() => { console.log('bye'); process.exit(0); }));
  setTimeout(() => server.listen(Number(process.env.PORT), '127.0.0.1'), 100);
`;

describe('a program under test', () => {
  let folder: string;
  const program = async (source: string): Promise<string> => {
    const path = join(folder, 'program.js');
    await writeFile(path, source);
    return path;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'program-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is ready when it answers, has the settings given and only those, and ends when told to', async () => {
    const port = await freePort();
    const healthUrl = `http://127.0.0.1:${port}/ready`;
    const running = await startProgram(await program(serving), { PORT: String(port), WORD: 'hello' }, { healthUrl });
    const answer = await fetch(healthUrl, { headers: { connection: 'close' } });
    expect(await answer.text()).toBe('hello');
    expect(await running.stop()).toEqual({ code: 0, signal: null });
    expect(running.output()).toBe('bye\n');
    expect(() => process.kill(running.pid, 0)).toThrow('ESRCH');
  });

  it('can be killed in the middle', async () => {
    const running = await startProgram(await program('setInterval(() => undefined, 1000)'), {});
    running.kill();
    expect(await running.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('shows what it said when it does not come up', async () => {
    const path = await program(`console.error('no such database'); process.exit(3)`);
    const starting = startProgram(path, {}, { healthUrl: 'http://127.0.0.1:9/ready' });
    await expect(starting).rejects.toThrow(/exit code 3[^]*no such database/);
  });
});
