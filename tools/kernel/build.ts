import { writeFile } from 'node:fs/promises';

import { COMPILED, compileKernel } from './compile';

async function main(): Promise<void> {
  await writeFile(COMPILED, await compileKernel());
  console.log(`${COMPILED} written.`);
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
