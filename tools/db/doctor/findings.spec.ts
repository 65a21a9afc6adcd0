import { type Examination, findings } from './findings';

const now = new Date('2026-11-24T12:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 24 * 3600 * 1000);
const healthy: Examination = {
  sizes: [],
  indexes: {
    used: [
      { collection: 'users', index: '_id_', uses: 0, since: daysAgo(30), declared: true },
      { collection: 'users', index: 'email_1', uses: 12, since: daysAgo(30), declared: true },
      { collection: 'users', index: 'apiKeys.keyHash_1', uses: 0, since: daysAgo(1), declared: true },
    ],
    missing: [],
  },
  profiler: { on: false, slowMs: 100 },
  slowest: [],
};
const shape = { operation: 'query', times: 3, slowest: 900, average: 400, shape: '{"title":"?"}' };

describe('what the doctor finds', () => {
  it('is nothing where all is well', () => expect(findings(healthy, now)).toEqual([]));

  it('are indexes that are missing, not declared, or of no use', () => {
    const { used } = healthy.indexes;
    const indexes = {
      used: [
        ...used,
        { collection: 'users', index: 'old_1', uses: 0, since: daysAgo(30), declared: false },
        { collection: 'workouts', index: 'tags_1', uses: 0, since: daysAgo(8), declared: true },
      ],
      missing: [{ collection: 'sessions', keys: { expiresAt: 1 } }],
    };
    expect(findings({ ...healthy, indexes }, now)).toEqual([
      'sessions lacks an index on {"expiresAt":1}: npm run db:indexes',
      'users.old_1 is declared by no schema: drop it if nothing of yours needs it',
      'workouts.tags_1 was not used in 8 days: fine for what is rarely asked, else report it',
    ]);
  });

  it('are commands that look at too much, and a profiler that was left on', () => {
    const slowest = [
      { ...shape, collection: 'workouts', plan: 'COLLSCAN', examinedPerDocument: 5000 },
      { ...shape, collection: 'records', plan: 'IXSCAN { userId: 1 }', examinedPerDocument: 80 },
      { ...shape, collection: 'users', plan: 'IXSCAN { email: 1 }', examinedPerDocument: 1 },
    ];
    expect(findings({ ...healthy, slowest, profiler: { on: true, slowMs: 5 } }, now)).toEqual([
      'workouts is read from end to end for {"title":"?"} (3 times, up to 900 ms): it needs an index',
      'records looks at 80 keys or documents for each of {"title":"?"}: another index',
      'the profiler is on: npm run db:doctor -- --profiler off when you have seen enough',
    ]);
  });
});
