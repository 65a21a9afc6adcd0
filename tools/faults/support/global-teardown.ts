import stopServers from '../../../libs/testing/src/jest/global-teardown';
import { takeTable } from './report';

/** Shows what every scenario came to, then stops the servers. */
export default async function globalTeardown(): Promise<void> {
  const lines = await takeTable();
  if (lines.length > 0) process.stderr.write(`\n${lines.join('\n')}\n`);
  await stopServers();
}
