import { type CollectionSize } from './collection-sizes';
import { type Indexes } from './index-use';
import { type SlowShape } from './profiler';

/** What the doctor has seen. */
export interface Examination {
  sizes: CollectionSize[];
  indexes: Indexes;
  profiler: { on: boolean; slowMs: number };
  slowest: SlowShape[];
}

/** An index that nobody has used for so long does nothing but cost. */
const UNUSED_DAYS = 7;
/** More looked at for each document that came of it than this, and an index is missing, or not the right one. */
const TOO_MANY_EXAMINED = 20;
const DAY = 24 * 3600 * 1000;

/** What should be done about it, a sentence each; empty when all is well. */
export function findings({ indexes, profiler, slowest }: Examination, now: Date): string[] {
  const missing = indexes.missing.map(
    ({ collection, keys }) => `${collection} lacks an index on ${JSON.stringify(keys)}: npm run db:indexes`,
  );
  const extra = indexes.used.flatMap(({ collection, index, declared }) =>
    declared ? [] : [`${collection}.${index} is declared by no schema: drop it if nothing of yours needs it`],
  );
  const unused = indexes.used.flatMap(({ collection, index, uses, since, declared }) => {
    const days = Math.floor((now.getTime() - since.getTime()) / DAY);
    if (index === '_id_' || uses > 0 || !declared || days < UNUSED_DAYS) return [];
    return [`${collection}.${index} was not used in ${days} days: fine for what is rarely asked, else report it`];
  });
  const scans = slowest.flatMap(({ collection, shape, plan, times, slowest: worst }) =>
    plan.includes('COLLSCAN')
      ? [`${collection} is read from end to end for ${shape} (${times} times, up to ${worst} ms): it needs an index`]
      : [],
  );
  const wasteful = slowest.flatMap(({ collection, shape, plan, examinedPerDocument }) =>
    !plan.includes('COLLSCAN') && examinedPerDocument > TOO_MANY_EXAMINED
      ? [
          `${collection} looks at ${Math.round(examinedPerDocument)} keys or documents for each of ${shape}: another index`,
        ]
      : [],
  );
  const forgotten = profiler.on
    ? ['the profiler is on: npm run db:doctor -- --profiler off when you have seen enough']
    : [];
  return [...missing, ...extra, ...unused, ...scans, ...wasteful, ...forgotten];
}
