import { recentlyUsed } from '#platform';

import { type Day, DAY_MS } from './calendar';

/** Starts of days, by zone and day: finding one takes half a dozen looks at a clock of the zone. */
const starts = recentlyUsed<string, Date>(5_000);
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day that a clock in the zone shows. */
export function dayAt(instant: Date, timeZone: string): Day {
  return Math.floor(wallClock(instant.getTime(), timeZone) / DAY_MS);
}

/**
 * The first moment of a day in the zone: midnight, or where the clocks skip midnight, the moment after the gap. A day
 * that was skipped as a whole (Samoa, 2011-12-30) begins when the next one does. Successive starts never overlap, so
 * that whatever happens falls into exactly one day.
 */
export function startOfDay(day: Day, timeZone: string): Date {
  const name = `${timeZone} ${day}`;
  const start = starts.get(name) ?? findStart(day, timeZone);
  starts.set(name, start);
  return new Date(start);
}

function findStart(day: Day, timeZone: string): Date {
  const midnight = day * DAY_MS;
  // If a change of the clocks is near, one of these offsets holds before it and the other one after.
  const near = [midnight - DAY_MS, midnight + DAY_MS].map((instant) => wallClock(instant, timeZone) - instant);
  const moments = near.map((offset) => midnight - offset).filter((at) => wallClock(at, timeZone) === midnight);
  // Where midnight comes twice, the day begins with the first one.
  return new Date(moments.length > 0 ? Math.min(...moments) : endOfGap(midnight, timeZone));
}

/** The first moment at which the clock shows more than a time that it skips. */
function endOfGap(skipped: number, timeZone: string): number {
  let [before, after] = [skipped - DAY_MS, skipped + DAY_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallClock(middle, timeZone) < skipped) before = middle;
    else after = middle;
  }
  return after;
}

/** What a clock in the zone shows, as if it were UTC: Unix ms, in whole seconds. */
function wallClock(instant: number, timeZone: string): number {
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Kept, because making one takes much longer than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}
