import { parseArgs } from 'node:util';
import { progressOn } from '../../servers';
import { type Line } from '../support/line';
import { type Figure, tables } from './row';
import { rows } from './rows';

/**
 * The way of points from riders to MongoDB and to viewers: built programs, servers of their own, and load from processes
 * of its own, against the least that each step could take.
 * `node dist/tools/bench/ingest/bench.js [--json] [--only <name>]… [--quick]`
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: Object.keys(rows) },
    },
  });
  const unknown = values.only.filter((name) => !(name in rows));
  if (unknown.length > 0) throw new Error(`No ${unknown.join(', ')}; there are ${Object.keys(rows).join(', ')}`);
  const progress = progressOn(process.stderr);
  const results: (Line | Figure)[] = [];
  for (const [name, row] of Object.entries(rows)) {
    if (!values.only.includes(name)) continue;
    try {
      results.push(...(await progress.during(name, () => row({ quick: values.quick, progress }))));
    } catch (error) {
      console.error(`${name}:`, error);
      process.exitCode = 1;
    }
  }
  console.log(values.json ? JSON.stringify(results, null, 2) : tables(results));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
