import { toEnd, toTime } from './is-time';

describe('times of a query', () => {
  it('are in UTC where they name no zone', () => {
    expect(toTime('2026-03-01T10:00:00').toISOString()).toBe('2026-03-01T10:00:00.000Z');
    expect(toTime('2026-03-01T10:00:00+02:00').toISOString()).toBe('2026-03-01T08:00:00.000Z');
  });

  it('begin with a day and end with it', () => {
    expect(toTime('2026-03-01').toISOString()).toBe('2026-03-01T00:00:00.000Z');
    expect(toEnd('2026-03-01').toISOString()).toBe('2026-03-01T23:59:59.999Z');
    expect(toEnd('2026-03-01T10:00:00Z').toISOString()).toBe('2026-03-01T10:00:00.000Z');
  });
});
