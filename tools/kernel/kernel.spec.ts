import { readFile } from 'node:fs/promises';

import { compileKernel } from './compile';
import { KERNELS } from './kernels';

describe('a compiled kernel', () => {
  it.each(KERNELS)('is what its source compiles to: $source', async (kernel) => {
    expect(await readFile(kernel.compiled, 'utf8')).toBe(await compileKernel(kernel));
  });
});
