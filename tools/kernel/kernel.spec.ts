import { readFile } from 'node:fs/promises';

import { COMPILED, compileKernel } from './compile';

describe('the kernel of the power curve', () => {
  it('is what its source compiles to', async () => {
    expect(await readFile(COMPILED, 'utf8')).toBe(await compileKernel());
  });
});
