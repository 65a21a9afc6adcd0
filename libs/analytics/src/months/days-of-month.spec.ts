import { isoDate } from '../calendar';
import { startOfDay } from '../time-zone';
import { daysOfUtcMonth } from './days-of-month';
import { startOfUtcMonth, utcMonthAt } from './utc-month';

const days = (month: string, timeZone: string): string[] =>
  daysOfUtcMonth(utcMonthAt(new Date(month)), timeZone).map(
    ({ day, from }) => `${isoDate(day)} from ${from.toISOString().slice(0, 16)}`,
  );

describe('the days of a zone in a month of UTC', () => {
  it('are its days in UTC', () => {
    const found = days('2026-02', 'UTC');
    expect(found).toHaveLength(28);
    expect(found[0]).toBe('2026-02-01 from 2026-02-01T00:00');
    expect(found.at(-1)).toBe('2026-02-28 from 2026-02-28T00:00');
  });

  it('begin with the rest of a day, and end with the beginning of one', () => {
    const ahead = days('2026-05', 'Pacific/Kiritimati');
    expect(ahead.slice(0, 2)).toEqual(['2026-05-01 from 2026-05-01T00:00', '2026-05-02 from 2026-05-01T10:00']);
    expect(ahead.at(-1)).toBe('2026-06-01 from 2026-05-31T10:00');
    const behind = days('2026-05', 'America/New_York');
    expect(behind.slice(0, 2)).toEqual(['2026-04-30 from 2026-05-01T00:00', '2026-05-01 from 2026-05-01T04:00']);
    expect(behind.at(-1)).toBe('2026-05-31 from 2026-05-31T04:00');
  });

  it('do without the one that Samoa skipped', () =>
    expect(days('2011-12', 'Pacific/Apia').slice(-3)).toEqual([
      '2011-12-29 from 2011-12-29T10:00',
      '2011-12-31 from 2011-12-30T10:00',
      '2012-01-01 from 2011-12-31T10:00',
    ]));

  it.each([
    'America/New_York',
    'Asia/Kathmandu',
    'Asia/Beirut',
    'Pacific/Apia',
    'Pacific/Kiritimati',
    'Australia/Lord_Howe',
  ])('follow one another without a gap, in %s', (timeZone) => {
    const [first, last] = ['2010-01-01', '2013-12-01'].map((day) => utcMonthAt(new Date(day))) as [number, number];
    const wrong: string[] = [];
    for (let month = first; month <= last; month++) {
      const found = daysOfUtcMonth(month, timeZone);
      if (found[0]?.from.getTime() !== startOfUtcMonth(month).getTime()) wrong.push(`${month} begins late`);
      for (const [index, { day, from }] of found.entries()) {
        const [start, next] = [startOfDay(day, timeZone), startOfDay(day + 1, timeZone)];
        const end = found[index + 1]?.from ?? startOfUtcMonth(month + 1);
        const isWhole = index === 0 ? start <= from : start.getTime() === from.getTime();
        if (!isWhole || next < end) wrong.push(`${isoDate(day)} from ${from.toISOString()}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
