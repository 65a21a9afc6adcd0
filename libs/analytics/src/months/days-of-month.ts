import { type Day } from '../calendar';
import { dayAt, startOfDay } from '../time-zone';
import { startOfUtcMonth, type UtcMonth } from './utc-month';

/** A day in a time zone, from where its part of the month begins. */
export interface DayOfMonth {
  day: Day;
  from: Date;
}

/** The days of a time zone that have a part in a month of UTC, in order; without those that the zone has skipped. */
export function daysOfUtcMonth(month: UtcMonth, timeZone: string): DayOfMonth[] {
  const [from, before] = [startOfUtcMonth(month), startOfUtcMonth(month + 1)];
  let day = dayAt(from, timeZone) + 1;
  while (startOfDay(day, timeZone) > from) day--;
  const days: DayOfMonth[] = [{ day, from }];
  for (let start = startOfDay(++day, timeZone); start < before; start = startOfDay(++day, timeZone)) {
    const last = days.at(-1);
    // A day that was skipped as a whole begins when the next one does.
    if (last?.from.getTime() === start.getTime()) last.day = day;
    else days.push({ day, from: start });
  }
  return days;
}
