import './small-heap';
import 'reflect-metadata';

import { createHttpApp, createPino, loadConfig, runProgram, startFailure } from '#platform';

import { WorkerModule } from './worker.module';

async function main(): Promise<void> {
  const config = loadConfig('worker');
  const logger = createPino(config);
  await runProgram(await createHttpApp(WorkerModule.forRoot(config), config, logger), config, logger);
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
});
