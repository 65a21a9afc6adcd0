import { type Day, DAY_MS } from './calendar';
import { dayAt, startOfDay } from './time-zone';

const day = (date: string): Day => Date.parse(date) / DAY_MS;
const start = (date: string, timeZone: string): string => startOfDay(day(date), timeZone).toISOString();

describe('days in a time zone', () => {
  it.each([
    // Plain, before, on and after the days on which the clocks change.
    ['UTC', '2026-03-29', '2026-03-29T00:00:00.000Z'],
    ['Europe/Zurich', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Zurich', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Europe/Zurich', '2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['Europe/Zurich', '2026-10-26', '2026-10-25T23:00:00.000Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00.000Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z'],
    ['America/New_York', '2026-11-02', '2026-11-02T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-01-01', '2025-12-31T18:30:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z'],
    ['Etc/GMT+12', '2026-01-01', '2026-01-01T12:00:00.000Z'],
    // The clocks go from 0:00 to 1:00.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    // And from 1:00 back to 0:00, so that midnight comes twice.
    ['America/Havana', '2025-11-02', '2025-11-02T04:00:00.000Z'],
    // Across the date line: there was no 30 December.
    ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z'],
  ])('in %s %s begins at %s', (timeZone, date, instant) => {
    expect(start(date, timeZone)).toBe(instant);
  });

  it.each([
    'America/New_York',
    'Europe/Zurich',
    'Asia/Kolkata',
    'Asia/Beirut',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
  ])('in %s every day begins where the one before ends', (timeZone) => {
    for (let date = day('2023-12-30'); date < day('2026-01-03'); date++) {
      const first = startOfDay(date, timeZone);
      expect(dayAt(first, timeZone)).toBe(date);
      expect(dayAt(new Date(first.getTime() - 1), timeZone)).toBe(date - 1);
    }
  });

  it('refuses a zone that there is not', () => {
    expect(() => dayAt(new Date(), 'Europe/Atlantis')).toThrow(RangeError);
  });
});
