import { writeFile } from 'node:fs/promises';

import { compileKernel } from './compile';
import { KERNELS } from './kernels';

async function main(): Promise<void> {
  for (const kernel of KERNELS) {
    await writeFile(kernel.compiled, await compileKernel(kernel));
    console.log(`${kernel.compiled} written.`);
  }
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
