import { type TelemetryColumns } from '#telemetry';

import { type WorkoutRecord } from './workouts.service';

/** A client's clock that is further off than this does not decide when a ride was. */
const CLOCK_TOLERANCE = 5 * 60_000;

/**
 * When a ride began: as the rider said; else at its first point, or at that point's arrival where the client's clock
 * is off. The clock is judged by the point whose timestamp and arrival are closest, because points from a dead zone
 * arrive late without any fault of the clock.
 * @returns without telemetry also the end, which is now then
 */
export function startOfRide(
  workout: Pick<WorkoutRecord, 'startTime' | 'startTimeGiven'>,
  { timestamps, arrivals }: TelemetryColumns,
  now = new Date(),
): { startTime: Date; endTime?: Date } {
  const [first] = timestamps;
  if (first === undefined) {
    const { startTime } = workout;
    return { startTime, endTime: new Date(Math.max(now.getTime(), startTime.getTime())) };
  }
  if (workout.startTimeGiven) return { startTime: workout.startTime };
  const firstArrival = arrivals?.[0];
  if (!arrivals || firstArrival === undefined) return { startTime: new Date(first) };
  let closest = Infinity;
  for (const [index, timestamp] of timestamps.entries())
    closest = Math.min(closest, Math.abs((arrivals[index] ?? 0) - timestamp));
  return { startTime: new Date(closest > CLOCK_TOLERANCE ? firstArrival : first) };
}
