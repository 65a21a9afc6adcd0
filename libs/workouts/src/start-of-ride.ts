import { CLOCK_TOLERANCE_MILLISECONDS } from '#metrics';
import { type TelemetryColumns } from '#telemetry';

import { type WorkoutRecord } from './workouts.service';

/**
 * When a ride began: as the rider said; else at its first point, or at that point's arrival where the client's clock
 * is off. The clock is judged by the point whose timestamp and arrival are closest, because points from a dead zone
 * arrive late without any fault of the clock.
 * @returns without points also the end, which is now then
 */
export function startOfRide(
  workout: Pick<WorkoutRecord, 'startTime' | 'startTimeGiven'>,
  parts: readonly TelemetryColumns[],
  now = new Date(),
): { startTime: Date; endTime?: Date } {
  let first = { timestamp: Infinity, arrival: NaN };
  let closest = Infinity;
  for (const { timestamps, arrivals } of parts) {
    for (let index = 0; index < timestamps.length; index++) {
      const timestamp = timestamps[index] ?? NaN;
      const arrival = arrivals?.[index] ?? NaN;
      if (timestamp < first.timestamp) first = { timestamp, arrival };
      const apart = Math.abs(arrival - timestamp);
      if (apart < closest) closest = apart;
    }
  }
  const { startTime } = workout;
  if (first.timestamp === Infinity)
    return { startTime, endTime: new Date(Math.max(now.getTime(), startTime.getTime())) };
  if (workout.startTimeGiven) return { startTime };
  const clockIsOff = Number.isFinite(closest) && closest > CLOCK_TOLERANCE_MILLISECONDS;
  return { startTime: new Date(clockIsOff ? first.arrival : first.timestamp) };
}
