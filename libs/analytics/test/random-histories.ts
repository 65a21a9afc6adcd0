import fc from 'fast-check';

import { SPORTS } from '#workouts';

import { DAY_MS, firstOfMonth } from '../src/calendar';
import { startOfDay } from '../src/time-zone';
import { type Given } from './workouts';

const HOUR = 3_600_000;
/** From here on, a year and a half with three changes of the clocks in New York. */
const FIRST = firstOfMonth(2024, 10);
const LAST = firstOfMonth(2026, 4);

const maybe = (value: fc.Arbitrary<number>): fc.Arbitrary<number | null> =>
  fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });
/** With as many digits as there are. */
const amount = (max: number): fc.Arbitrary<number | null> =>
  maybe(fc.integer({ min: 0, max: max * 7 }).map((value) => value / 7));

/** Anywhere, or within a moment or an hour of where a day or a month begins, in the zone or in UTC. */
function moments(timeZone: string): fc.Arbitrary<Date> {
  const days = fc.integer({ min: FIRST, max: LAST });
  const months = fc.integer({ min: 0, max: 18 }).map((month) => firstOfMonth(2024, 10 + month));
  // The days on which, and after which, the clocks of New York change.
  const nights = fc.constantFrom('2024-11-03', '2024-11-04', '2025-03-09', '2025-03-10', '2025-11-02', '2025-11-03');
  const starts = fc
    .oneof(
      days,
      months,
      months,
      nights.map((night) => Date.parse(night) / DAY_MS),
    )
    .chain((day) => fc.constantFrom(startOfDay(day, timeZone).getTime(), day * DAY_MS));
  const near = fc.tuple(starts, fc.constantFrom(-HOUR, -1, 0, 1, HOUR)).map(([start, off]) => start + off);
  const anywhere = fc.integer({ min: FIRST * DAY_MS, max: LAST * DAY_MS });
  return fc.oneof(near, anywhere).map((at) => new Date(at));
}

/** Finished workouts and some others, of few values, so that several share the best. */
export function histories(timeZone: string): fc.Arbitrary<Given[]> {
  const efforts = fc.integer({ min: 1, max: 6 }).map((value) => value * 50.5);
  const workout: fc.Arbitrary<Given> = fc.record({
    at: moments(timeZone),
    status: fc.constantFrom('COMPLETED', 'COMPLETED', 'COMPLETED', 'ARCHIVED', 'DELETED', 'PAUSED'),
    sport: fc.constantFrom('cycling', ...SPORTS),
    duration: fc.integer({ min: 0, max: 20_000 }),
    timerTime: fc.integer({ min: 0, max: 20_000 }),
    avgPower: amount(400),
    maxPower: amount(1500),
    totalEnergy: amount(5000),
    totalDistance: amount(200_000),
    totalAscent: amount(3000),
    trainingStressScore: amount(300),
    curve: fc.dictionary(fc.constantFrom('1', '5', '60', '300', '3600'), efforts),
  });
  return fc.array(workout, { minLength: 20, maxLength: 90, size: 'max' });
}
