import './small-heap';
import 'reflect-metadata';

import { createPino, loadConfig, runProgram, startFailure } from '#platform';

import { createApp } from './create-app';
import { collectAfterStart } from './small-heap';

async function main(): Promise<void> {
  const config = loadConfig('api');
  const logger = createPino(config);
  await runProgram(await createApp(config, logger), config, logger);
  collectAfterStart();
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
});
