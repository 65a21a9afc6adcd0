import { parseArgs } from 'node:util';
import { progressOn } from '../../servers';
import { type Line } from '../support/line';
import { type Figure, inShort, tables } from './row';
import { rows } from './rows';

/**
 * The way of points from riders to MongoDB and to viewers: built programs, servers of their own, and load from processes
 * of its own, against the least that each step could take.
 * `node dist/tools/bench/ingest/bench.js [--json] [--only <name>]… [--quick]`
 */
async function main(): Promise<void> {
  const all = rows.flatMap(({ names }) => names);
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: all },
    },
  });
  const wanted = new Set(values.only);
  const unknown = values.only.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`No ${unknown.join(', ')}; there are ${all.join(', ')}`);
  const progress = progressOn(process.stderr);
  const results: (Line | Figure)[] = [];
  for (const { names, run } of rows) {
    const name = names.filter((one) => wanted.has(one)).join(', ');
    if (name === '') continue;
    try {
      const found = await progress.during(name, () => run({ quick: values.quick, progress, wanted }));
      for (const result of found) progress.say(`  ${inShort(result)}`);
      results.push(...found);
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
