import { type ProfiledOperation, profiled } from './query-plans';
import { type Rider, startTestApp, type TestApp } from './test-app';

describe('the queries for records', () => {
  let test: TestApp;
  let rider: Rider;
  beforeAll(async () => {
    test = await startTestApp('record-plans');
    rider = await test.rider();
    const other = await test.rider();
    for (const power of [150, 200]) await test.finish(other, { power, heartrate: power });
    await test.finish(rider, { power: 100 });
  });
  afterAll(() => test.stop());

  const plans = (work: () => Promise<unknown>): Promise<ProfiledOperation[]> =>
    profiled(test.connection, ['personal_records', 'record_books', 'workouts'], work);
  const get = (path: string) => test.send<unknown[]>('GET', path, rider);

  function expectIndexes(operations: ProfiledOperation[]): void {
    for (const operation of operations) {
      expect(operation.planSummary).toMatch(/^(EXPRESS_)?(IXSCAN|IDHACK)\b/);
      expect(operation).toMatchObject({ docsExamined: expect.any(Number) as number });
      // Nothing of the other rider's is looked at.
      expect(operation.docsExamined).toBeLessThanOrEqual(6);
    }
  }

  it('read the list and a history from the one index', async () => {
    const operations = await plans(async () => {
      expect((await get('records?metric=power')).body).toHaveLength(3);
      expect((await get('records')).body).toHaveLength(3);
      expect((await get('records/history?metric=power&duration=5')).body).toHaveLength(1);
    });
    expect(operations.map(({ planSummary }) => planSummary)).toEqual(
      Array(3).fill('IXSCAN { userId: 1, sport: 1, metric: 1, duration: 1 }'),
    );
    expectIndexes(operations);
  });

  it('follow a completion and a deletion through indexes alone', async () => {
    const operations = await plans(async () => {
      const { id } = await test.finish(rider, { power: 200, heartrate: 140 });
      await test.send('DELETE', `workouts/${id}`, rider);
    });
    expectIndexes(operations);
    const touched = new Set(operations.map(({ op, collection }) => `${op} ${collection}`));
    expect([...touched]).toEqual(
      expect.arrayContaining([
        'query personal_records',
        'update personal_records',
        'remove personal_records',
        'update record_books',
        'command workouts',
      ]),
    );
  });
});
