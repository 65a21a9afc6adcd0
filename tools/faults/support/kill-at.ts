/**
 * Loaded into a program before anything else (`NODE_OPTIONS=--require`), to end it between two steps of its work as
 * `kill -9` would: as soon as the file that KILL_AT names holds `Class.method`, the next call of that method is never
 * begun, and the file is gone. Node runs this as it is, so it is written in what needs no compiling.
 */
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

type Methods = Record<string, (...args: unknown[]) => unknown>;

const order = process.env['KILL_AT'] ?? '';
const load = createRequire(resolve('dist/'));
const steps = load(resolve('tools/faults/support/completion-steps.json')) as Record<string, string>;

function wanted(): string {
  try {
    return readFileSync(order, 'utf8');
  } catch {
    return '';
  }
}

load('reflect-metadata');
for (const [step, file] of Object.entries(steps)) {
  const [className = '', method = ''] = step.split('.');
  const { prototype } = (load(resolve('dist', file)) as Record<string, { prototype: Methods }>)[className] ?? {};
  const original = prototype?.[method];
  if (!prototype || !original) throw new Error(`there is no ${step} in ${file}`);
  prototype[method] = function (this: unknown, ...args) {
    if (wanted() === step) {
      rmSync(order);
      process.kill(process.pid, 'SIGKILL');
    }
    return original.apply(this, args);
  };
}
