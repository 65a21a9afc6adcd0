import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { transformFile } from '@swc/core';
import { eventually, startProgram } from '#testing';

jest.setTimeout(30_000);

const parent = `
  const { startProcess } = require('./own-process');
  startProcess('sleep', { args: ['600'], env: process.env, output: '/dev/null', directory: process.env.DATA })
    .then(({ pid }) => { console.log(pid); setInterval(() => undefined, 1000); });
`;

it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
  'a server ends, and its data go, when %s ends us',
  async (signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'guard-'));
    try {
      for (const name of ['guard', 'own-process']) {
        const { code } = await transformFile(resolve(`tools/servers/${name}.ts`), {
          jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
          module: { type: 'commonjs' },
          swcrc: false,
        });
        await writeFile(join(folder, `${name}.js`), code);
      }
      await writeFile(join(folder, 'parent.js'), parent);
      const data = join(folder, 'data');
      await mkdir(data);
      const running = await startProgram(join(folder, 'parent.js'), { DATA: data });
      const child = await eventually(() => {
        expect(running.output()).toMatch(/^\d+\n$/);
        return Number(running.output());
      });
      running.kill(signal);
      await running.exited;
      await eventually(() => expect(runs(child)).toBe(false));
      await eventually(() => expect(existsSync(data)).toBe(false));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

/** A process that nobody has reaped yet does not run any more. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || !/^State:.*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
