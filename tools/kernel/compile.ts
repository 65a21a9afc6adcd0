import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { type KernelFiles } from './kernels';

const OPTIONS = ['--optimizeLevel', '3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='];

/**
 * Compiles a kernel to WebAssembly.
 *
 * @returns what is to stand in its compiled module
 * @throws Error with the words of the compiler where it refuses
 */
export async function compileKernel(kernel: KernelFiles): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kernel-'));
  try {
    const code = join(folder, 'kernel.wasm');
    const compiler = require.resolve('assemblyscript/bin/asc.js');
    await promisify(execFile)(process.execPath, [compiler, kernel.source, '--outFile', code, ...OPTIONS]);
    return moduleOf(kernel, await readFile(code, 'base64'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function moduleOf({ what, source, compiled }: KernelFiles, base64: string): string {
  const sources = relative(dirname(compiled), dirname(source));
  return `/** ${what}, as WebAssembly in base64: ${sources}, compiled by \`npm run build:kernel\`. */
export const KERNEL =
  '${base64}';
`;
}
