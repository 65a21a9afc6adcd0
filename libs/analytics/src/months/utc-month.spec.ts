import { nameOfUtcMonth, startOfUtcMonth, utcMonthAt, utcMonthsOf } from './utc-month';

const at = (text: string): Date => new Date(text);

describe('months of UTC', () => {
  it.each([
    ['2026-05-01T00:00:00.000Z', '2026-05', '2026-05-01T00:00:00.000Z'],
    ['2026-05-31T23:59:59.999Z', '2026-05', '2026-05-01T00:00:00.000Z'],
    ['2025-12-31T23:59:59.999Z', '2025-12', '2025-12-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00.000Z', '2026-01', '2026-01-01T00:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '1969-12', '1969-12-01T00:00:00.000Z'],
    ['+010000-01-01T00:00:00.000Z', '10000-01', '+010000-01-01T00:00:00.000Z'],
  ])('%s is in %s', (instant, name, start) => {
    const month = utcMonthAt(at(instant));
    expect(nameOfUtcMonth(month)).toBe(name);
    expect(startOfUtcMonth(month).toISOString()).toBe(start);
  });

  it('have a name, whatever a clock says', () => {
    const names = [-8.64e15, -62167219200000, 8.64e15].map((ms) => nameOfUtcMonth(utcMonthAt(new Date(ms))));
    expect(names).toEqual(['-271821-04', '0000-01', '275760-09']);
  });

  it('of a span are those that have a moment of it', () => {
    const names = (from: string, before: string): string[] =>
      utcMonthsOf({ from: at(from), before: at(before) }).map(nameOfUtcMonth);
    expect(names('2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z')).toEqual(['2026-05']);
    expect(names('2026-04-30T22:00:00Z', '2026-05-31T22:00:00Z')).toEqual(['2026-04', '2026-05']);
    expect(names('2025-11-30T23:59:59.999Z', '2026-02-01T00:00:00.001Z')).toEqual([
      '2025-11',
      '2025-12',
      '2026-01',
      '2026-02',
    ]);
  });
});
