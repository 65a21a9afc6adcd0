import './small-heap';
import 'reflect-metadata';

import { createPino, loadConfig, runProgram, startFailure } from '#platform';

import { createApp } from './create-app';

async function main(): Promise<void> {
  const config = loadConfig('api');
  const logger = createPino(config);
  await runProgram(await createApp(config, logger), config, logger);
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
});
