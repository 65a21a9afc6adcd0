import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from '../../../tools/servers';
import { fromSetup } from './from-setup';

const patienceMs = 180_000;

/**
 * Builds `dist` from the sources as they are now, once in a test run, whichever worker asks first; the others wait for it.
 *
 * @throws Error with what the compiler says
 */
export async function buildOnce(): Promise<void> {
  const folder = runFolder();
  await mkdir(join(folder, '..'), { recursive: true });
  const mine = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (mine) await build(folder);
  const deadline = Date.now() + patienceMs;
  while (!existsSync(join(folder, 'built'))) {
    if (existsSync(join(folder, 'failed'))) throw new Error('the build failed; npm run build tells why');
    if (Date.now() > deadline) throw new Error('another test is still building');
    await pause(100);
  }
}

/** Lets the next test run build again. */
export async function forgetBuild(): Promise<void> {
  await rm(runFolder(), { recursive: true, force: true });
}

async function build(folder: string): Promise<void> {
  try {
    await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']);
    await writeFile(join(folder, 'built'), '');
  } catch (error) {
    await writeFile(join(folder, 'failed'), '');
    const { cause = error } = error as Error;
    throw new Error(`the build failed:\n${(cause as { stdout?: string }).stdout ?? String(error)}`, { cause: error });
  }
}

function runFolder(): string {
  return resolve('node_modules/.cache/bike-power-tracker', `run-${fromSetup('TEST_RUN')}`);
}
