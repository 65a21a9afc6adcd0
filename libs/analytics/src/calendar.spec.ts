import { type Day, DAY_MS, firstOfMonth, isoDate, isoWeekOf, mondayOf, monthOf } from './calendar';

const day = (date: string): Day => Date.parse(date) / DAY_MS;

describe('the calendar', () => {
  it('knows months, also around the end of a year', () => {
    expect(isoDate(firstOfMonth(2026, 1))).toBe('2026-01-01');
    expect(isoDate(firstOfMonth(2026, 13))).toBe('2027-01-01');
    expect(isoDate(firstOfMonth(2024, 3) - 1)).toBe('2024-02-29');
    expect(monthOf(day('2025-12-31'))).toEqual({ year: 2025, month: 12 });
    expect(monthOf(day('1969-12-31'))).toEqual({ year: 1969, month: 12 });
  });

  it('begins weeks on Monday', () => {
    for (const date of ['2026-03-02', '2026-03-04', '2026-03-08'])
      expect(isoDate(mondayOf(day(date)))).toBe('2026-03-02');
    expect(isoDate(mondayOf(day('2026-03-09')))).toBe('2026-03-09');
    expect(isoDate(mondayOf(day('1970-01-01')))).toBe('1969-12-29');
    expect(isoDate(mondayOf(day('1969-12-28')))).toBe('1969-12-22');
  });

  it.each([
    ['2018-12-31', 2019, 1],
    ['2020-12-31', 2020, 53],
    ['2021-01-03', 2020, 53],
    ['2021-01-04', 2021, 1],
    ['2022-01-02', 2021, 52],
    ['2023-01-01', 2022, 52],
    ['2024-12-29', 2024, 52],
    ['2024-12-30', 2025, 1],
    ['2026-12-31', 2026, 53],
    ['2027-01-01', 2026, 53],
  ])('puts %s into ISO week %i-W%i', (date, year, week) => {
    expect(isoWeekOf(day(date))).toEqual({ year, week });
  });

  it('counts the weeks of every year without a gap', () => {
    for (let monday = mondayOf(day('1995-01-02')); monday < day('2095-01-01'); monday += 7) {
      const [now, next] = [isoWeekOf(monday), isoWeekOf(monday + 7)];
      expect(isoWeekOf(monday + 6)).toEqual(now);
      if (next.year === now.year) expect(next.week).toBe(now.week + 1);
      else expect(next).toEqual({ year: now.year + 1, week: 1 });
      expect(now.week).toBeLessThanOrEqual(53);
    }
  });
});
