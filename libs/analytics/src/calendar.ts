/** A day of the calendar, wherever it is lived: days since 1970-01-01. */
export type Day = number;

export const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday. */
const DAYS_SINCE_MONDAY = 3;

/** @param month 1 to 12; 13 is the next year's January */
export const firstOfMonth = (year: number, month: number): Day => Date.UTC(year, month - 1, 1) / DAY_MS;

export function monthOf(day: Day): { year: number; month: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 };
}

/** The Monday of the day's week. */
export function mondayOf(day: Day): Day {
  return day - ((((day + DAYS_SINCE_MONDAY) % 7) + 7) % 7);
}

/** ISO 8601: a week belongs to the year of its Thursday; week 1 is the one with the year's first Thursday. */
export function isoWeekOf(day: Day): { year: number; week: number } {
  const monday = mondayOf(day);
  const { year } = monthOf(monday + 3);
  const firstMonday = mondayOf(firstOfMonth(year, 1) + 3);
  return { year, week: (monday - firstMonday) / 7 + 1 };
}

/** YYYY-MM-DD */
export const isoDate = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
