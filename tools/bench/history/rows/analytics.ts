import { TOTALS } from '#analytics';
import { RECORD_DURATIONS } from '#metrics';
import { bestEffortStages, type BestOfWorkouts } from '#records';
import { inTurns } from '../../support/interleaved';
import { once } from '../../support/line';
import { LeanClient } from '../../support/lean-client';
import { type Measured, measured, timed } from '../measured';
import { type Stage } from '../stage';

/** Enough that both programs are compiled: the API's way to MongoDB and back is so after about three hundred answers. */
const WARM_UP = 400;
const COLD = 1.3;
const CACHED = 2;
const EXAMINED = 1;
const WEEK = 7 * 24 * 3600 * 1000;

/**
 * What is asked again has been computed before. What is cold Redis does not have, while months of training are kept as
 * they are in a service that has run for a while; except first after a change, which took away the month that is asked for.
 */
export async function analytics(stage: Stage, runs: number): Promise<Measured[]> {
  const now = new Date();
  const [year, month] = [now.getUTCFullYear() - 1, now.getUTCMonth() + 1];
  const monthOf = { from: new Date(Date.UTC(year, month - 1, 1)), before: new Date(Date.UTC(year, month, 1)) };
  const monday = Math.floor((now.getTime() - 4 * 24 * 3600 * 1000) / WEEK) * WEEK + 4 * 24 * 3600 * 1000;
  const weeks = Array.from({ length: 9 }, (_, week) => new Date(monday - (7 - week) * WEEK));
  const days = (count: number): Date => new Date(now.getTime() - count * 24 * 3600 * 1000);
  const curve = bestEffortStages(new Map([['power', RECORD_DURATIONS]]));
  const bucket = { $bucket: { groupBy: '$startTime', boundaries: weeks, output: TOTALS } };
  const questions = [
    {
      what: 'monthly',
      path: `monthly?year=${year}&month=${month}`,
      match: window(monthOf),
      stages: [{ $group: { _id: null, ...TOTALS } }],
      goal: COLD,
    },
    {
      what: 'weekly, 8 weeks',
      path: 'weekly?weeks=8',
      match: window({ from: weeks[0], before: weeks[8] }),
      stages: [bucket],
      goal: COLD,
    },
    {
      what: 'curve, 90 days',
      path: 'power-curve?days=90',
      match: { ...window({ from: days(90) }), sport: 'cycling' },
      stages: curve,
    },
    {
      what: 'curve, 10 years',
      path: 'power-curve?days=3650',
      match: { ...window({ from: days(3650) }), sport: 'cycling' },
      stages: curve,
    },
  ];
  const program = await stage.cachedApi();
  const floor = new LeanClient(program.url, { 'x-api-key': stage.history.key });
  const rows: Measured[] = [];
  for (const { what, path, match, stages, goal } of questions) {
    const long = what.includes('10 years');
    const owned = { userId: stage.history.riderId, ...match };
    const bare = () => stage.workouts.aggregate<BestOfWorkouts>([{ $match: owned }, ...stages]).toArray();
    const cold = async (): Promise<number> => {
      await stage.forget();
      return stage.ask(`/api/analytics/${path}`);
    };
    const counts = { runs: long ? Math.min(runs, 15) : runs, warmUp: long ? 15 : WARM_UP };
    rows.push(
      measured(`${what}, cold`, 'the aggregation', await inTurns(cold, () => timed(bare), counts), goal ?? null),
    );
    if (goal === undefined) continue;
    if (what === 'monthly') {
      const changed = async (): Promise<number> => {
        await stage.changeMonthOf(monthOf.from);
        return stage.ask(`/api/analytics/${path}`);
      };
      const first = await inTurns(changed, () => timed(bare), counts);
      rows.push(measured(`${what}, first after a change`, 'the aggregation', first));
    }
    await stage.keepFor(`/api/analytics/${path}`);
    const both = async () => (await timed(bare)) + (await floor.timed('/api/cached')).milliseconds;
    rows.push(
      measured(`${what}, cold`, 'the aggregation and a Redis GET, same stack', await inTurns(cold, both, counts)),
    );
    await stage.forget();
    const { keys, documents } = await stage.examinedBy(`/api/analytics/${path}`);
    const inWindow = await stage.workouts.countDocuments(owned);
    rows.push(measured(`${what}, index keys`, 'rides in the window', once(keys, inWindow), EXAMINED, 'keys'));
    rows.push(measured(`${what}, documents`, 'rides in the window', once(documents, inWindow), EXAMINED, 'documents'));
  }
  rows.push(...(await cached(stage, questions, { floor, runs })));
  floor.close();
  await program.stop();
  return rows;
}

async function cached(
  stage: Stage,
  questions: { what: string; path: string }[],
  { floor, runs }: { floor: LeanClient; runs: number },
): Promise<Measured[]> {
  const rows: Measured[] = [];
  for (const { what, path } of questions) {
    await stage.keepFor(`/api/analytics/${path}`);
    const pairs = await inTurns(
      () => stage.ask(`/api/analytics/${path}`),
      async () => (await floor.timed('/api/cached')).milliseconds,
      { runs, warmUp: WARM_UP },
    );
    rows.push(measured(`${what}, cached`, 'a Redis GET of the same, same stack', pairs, CACHED));
  }
  return rows;
}

function window({ from, before }: { from?: Date | undefined; before?: Date | undefined }): Record<string, unknown> {
  return {
    status: { $in: ['COMPLETED', 'ARCHIVED'] },
    startTime: { ...(from && { $gte: from }), ...(before && { $lt: before }) },
  };
}
