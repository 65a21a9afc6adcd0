import { progressOn } from '../../servers';
import { QUICK, WHOLE } from './history';
import { type Measured, table } from './measured';
import { analytics } from './rows/analytics';
import { lists } from './rows/lists';
import { storage } from './rows/storage';
import { telemetry } from './rows/telemetry';
import { Stage } from './stage';

/**
 * What a long history costs: 200 riders with 2,000 rides each, and two with 20,000, one of whom asks.
 * `node dist/tools/bench/history/bench.js [--json] [--quick] [--only lists|analytics|telemetry|storage]`
 */
const ROWS = { lists, analytics, telemetry, storage };
const RUNS = { whole: 201, quick: 31 };

async function main(): Promise<void> {
  const { argv } = process;
  const quick = argv.includes('--quick');
  const only = argv.includes('--only') ? argv[argv.indexOf('--only') + 1] : undefined;
  if (only !== undefined && !(only in ROWS)) throw new Error(`--only is one of ${Object.keys(ROWS).join(', ')}`);
  const progress = progressOn(process.stderr);
  const stage = await Stage.set(quick ? QUICK : WHOLE, progress);
  const results: Measured[] = [];
  try {
    progress.say(`  ${stage.history.workouts.toLocaleString('en')} workouts are there`);
    for (const [name, row] of Object.entries(ROWS)) {
      if (only === undefined || only === name) results.push(...(await row(stage, quick ? RUNS.quick : RUNS.whole)));
    }
  } finally {
    await stage.clear();
  }
  console.log(argv.includes('--json') ? JSON.stringify(results, null, 2) : table(results));
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
