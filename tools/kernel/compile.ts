import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SOURCE = 'libs/metrics/kernel/index.ts';

/** The file that holds it compiled. */
export const COMPILED = 'libs/metrics/src/kernel/kernel-code.ts';

/**
 * Compiles the kernel of the power curve.
 *
 * @returns what is to stand in the file COMPILED
 * @throws Error with the words of the compiler where it refuses
 */
export async function compileKernel(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kernel-'));
  try {
    const code = join(folder, 'kernel.wasm');
    const options = ['--optimizeLevel', '3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='];
    const compiler = require.resolve('assemblyscript/bin/asc.js');
    await promisify(execFile)(process.execPath, [compiler, SOURCE, '--outFile', code, ...options]);
    return moduleOf(await readFile(code, 'base64'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function moduleOf(base64: string): string {
  return `/** WebAssembly in base64: ../../kernel, compiled by \`npm run build:kernel\`. */
export const KERNEL =
  '${base64}';
`;
}
