import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

import { AnswerContract, OpenApi } from '../openapi';
import { progressOn } from '../servers';
import { Fuzzing } from './fuzzing';
import { Progress } from './report/progress';
import { type Memory } from './service/memory';
import { Stage } from './service/stage';

const HELP = `Sends requests that are made from the service's own OpenAPI document to the built programs, on servers that it
starts itself: valid ones, such as are wrong in one place, and hostile ones. Nothing may be answered 5xx or otherwise
than documented, nothing may die or log an error, and no memory may be held on to.

  npm run fuzz -- [options]

  --requests <n>   how many requests; 20,000 if not given
  --seed <n>       makes the same requests again; ids in them are those that the service gives out
  --only <name>    one operation, as 'GET /api/workouts/{id}'; may be given several times
  --refusals       shows why requests were refused that the document allows
  --help           this

Ends with 1 when something was found. Each finding comes with the smallest request that brings it about, for curl.`;

/** What may be held on to beyond what was when everything was warm: caches that are bounded, but not yet full. */
const MORE_HEAP = 16 * 1024 * 1024;
const HEAP_FACTOR = 1.25;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '20000' },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      only: { type: 'string', multiple: true, default: [] },
      refusals: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const [requests, seed] = [wholeNumber('requests', values.requests), wholeNumber('seed', values.seed)];
  const stage = await progressOn(process.stderr).during('MongoDB, Redis, API and worker', () => Stage.set());
  try {
    const api = await OpenApi.fetch(stage.url);
    const unknown = values.only.filter((route) => !api.routes().has(route));
    if (unknown.length > 0)
      throw new Error(`No ${unknown.join(', ')}; there are\n${[...api.routes().keys()].join('\n')}`);
    await fuzz(stage, api, { requests, seed, only: values.only, refusals: values.refusals });
  } finally {
    await stage.stop();
  }
}

interface Asked {
  requests: number;
  seed: number;
  only: string[];
  refusals: boolean;
}

async function fuzz(stage: Stage, api: OpenApi, asked: Asked): Promise<void> {
  console.log(`Seed ${asked.seed}: ${asked.requests.toLocaleString('en')} requests`);
  const progress = new Progress(asked.requests);
  let warm: Map<string, Memory> | undefined;
  const fuzzing = new Fuzzing(stage, api, new AnswerContract(api.document), {
    ...asked,
    onRequest: (done) => progress.show(done),
    onWarm: async () => void (warm = await stage.memory()),
  });
  const started = performance.now();
  await fuzzing.run();
  progress.end();
  const seconds = (performance.now() - started) / 1000;
  const { tally, findings } = fuzzing;
  console.log(`\n${tally.table().join('\n')}\n`);
  console.log(`${tally.requests.toLocaleString('en')} requests in ${seconds.toFixed(0)} s, ${tally.unavailable} × 503`);
  if (asked.refusals) console.log(tally.refusals().join('\n'));
  for (const line of stage.warnings()) console.log(`Warned: ${line}`);
  const complaints = [...findings.map(({ route, faults, curl }) => `${route}\n  ${faults.join('\n  ')}\n  ${curl}`)];
  for (const route of fuzzing.neverGood()) complaints.push(`${route}\n  was never answered 2xx`);
  complaints.push(...stage.takeComplaints());
  if (stage.isRunning() && warm) complaints.push(...grown(warm, await stage.memory()));
  for (const complaint of complaints) console.log(`\nFound: ${complaint}`);
  console.log(
    complaints.length === 0
      ? '\nNothing found.'
      : `\n${complaints.length} found. --seed ${asked.seed} makes the same requests again.`,
  );
  process.exitCode = complaints.length === 0 ? 0 : 1;
}

/** Shows what each program holds on to, and gives those that hold on to more and more. */
function grown(warm: Map<string, Memory>, end: Map<string, Memory>): string[] {
  return [...end].flatMap(([name, now]) => {
    const before = warm.get(name) ?? now;
    const line = `${name} after a quarter → at the end: heap ${megabytes(before.heap)} → ${megabytes(now.heap)}, resident ${megabytes(before.resident)} → ${megabytes(now.resident)}`;
    console.log(line);
    return now.heap > before.heap * HEAP_FACTOR + MORE_HEAP ? [`memory is held on to: ${line}`] : [];
  });
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

function wholeNumber(name: string, text: string): number {
  const value = Number(text.replaceAll(/[,_]/g, ''));
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} ${text} is no whole number above 0`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
