import { type mongo } from 'mongoose';
import { inTurns } from '../../support/interleaved';
import { type Measured, measured, timed } from '../measured';
import { type Stage } from '../stage';

const LIMIT = 20;
const GOAL = 1.5;
/** How much more than the first page any other may cost. */
const DEEP_GOAL = 1.25;
const PROJECTION = { telemetry: 0, bestEfforts: 0, powerCurve: 0 };
const NEWEST_FIRST = { startTime: -1, _id: -1 } as const;
const SHOWN = { $in: ['ACTIVE', 'PAUSED', 'COMPLETED', 'ARCHIVED'] };

interface Question {
  what: string;
  query: string;
  filter: mongo.Filter<mongo.Document>;
  page?: number;
  goal?: number;
}

const yearsAgo = (years: number): Date => new Date(Date.now() - years * 365 * 24 * 3600 * 1000);

/** A rider's list of workouts, against the page and the count that it shows, asked of MongoDB directly. */
export async function lists(stage: Stage, runs: number): Promise<Measured[]> {
  const [from, to] = [yearsAgo(4), yearsAgo(3)];
  const questions: Question[] = [
    { what: 'list, first page', query: '', filter: {}, goal: GOAL },
    { what: 'list, page 500', query: '', filter: {}, page: 500 },
    {
      what: 'list, a year of it',
      query: `&startDate=${from.toISOString()}&endDate=${to.toISOString()}`,
      filter: { startTime: { $gte: from, $lte: to } },
    },
    { what: 'list, runs', query: '&sport=running', filter: { sport: 'running' } },
    { what: 'list, by tag', query: '&tag=race', filter: { tags: 'race' } },
    { what: 'list, text search', query: '&q=hill', filter: { $text: { $search: 'hill' } } },
  ];
  const rows: Measured[] = [];
  for (const question of questions) rows.push(await list(stage, question, runs));
  const deepest = Math.ceil(stage.history.ridesOfRider / LIMIT);
  rows.push(await deep(stage, 'list, page 500', () => pathOf(500), runs, DEEP_GOAL));
  rows.push(await deep(stage, 'list, the last page', () => pathOf(deepest), runs, DEEP_GOAL));
  // Another list each time, so that the API has never seen it.
  let day = 0;
  const never = () => pathOf(500, `&startDate=${new Date(day++).toISOString()}`);
  rows.push(await deep(stage, 'list, page 500 never asked before', never, runs));
  return rows;
}

const pathOf = (page: number, query = ''): string => `/api/workouts?limit=${LIMIT}&page=${page}${query}`;

/** A page far back, against the first of the same list. */
async function deep(
  stage: Stage,
  what: string,
  path: () => string,
  runs: number,
  goal: number | null = null,
): Promise<Measured> {
  const pairs = await inTurns(
    () => stage.ask(path()),
    () => stage.ask(pathOf(1)),
    { runs, warmUp: 100 },
  );
  return measured(what, 'list, first page', pairs, goal);
}

async function list(stage: Stage, { what, query, filter, page = 1, goal }: Question, runs: number): Promise<Measured> {
  const whole = { userId: stage.history.riderId, status: SHOWN, ...filter };
  const bare = (): Promise<unknown> =>
    Promise.all([
      stage.workouts
        .find(whole, { projection: PROJECTION })
        .sort(NEWEST_FIRST)
        .skip((page - 1) * LIMIT)
        .limit(LIMIT)
        .toArray(),
      stage.workouts.countDocuments(whole),
    ]);
  const pairs = await inTurns(
    () => stage.ask(pathOf(page, query)),
    () => timed(bare),
    { runs, warmUp: 100 },
  );
  return measured(what, 'page and count', pairs, goal ?? null);
}
