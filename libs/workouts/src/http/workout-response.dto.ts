import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { RECORD_METRICS, type RecordMetric, type RideQuality, type RideSummary, roundSummary } from '#metrics';
import { CHANNELS, type Channel, type TelemetryPoint } from '#telemetry';

import { type PowerCurve } from '../analysis/power-curve';
import { sharedSummary } from '../shared-summary';
import { SPORTS, type Sport, WORKOUT_STATUSES, type WorkoutStatus } from '../workout.schema';
import { type WorkoutRecord } from '../workouts.service';
import { EquipmentDto } from './workout.dto';

const nullable = (example: number, description?: string) => ({
  type: Number,
  nullable: true,
  example,
  ...(description && { description }),
});

const RIDERS_OWN = 'Absent for others than the rider: it would tell the FTP';

export class RideSummaryResponse implements Partial<RideSummary> {
  @ApiProperty({ example: 4480, description: 'Recorded seconds' }) timerTime!: number;
  @ApiProperty(nullable(212, 'W, zeros included')) avgPower!: number | null;
  @ApiProperty(nullable(687, 'W')) maxPower!: number | null;
  @ApiProperty(nullable(231, 'W')) normalizedPower!: number | null;
  @ApiPropertyOptional(nullable(0.89, RIDERS_OWN)) intensityFactor?: number | null;
  @ApiPropertyOptional(nullable(98.4, RIDERS_OWN)) trainingStressScore?: number | null;
  @ApiProperty(nullable(1.09)) variabilityIndex!: number | null;
  @ApiProperty(nullable(1.61)) efficiencyFactor!: number | null;
  @ApiProperty(nullable(951, 'kJ')) totalEnergy!: number | null;
  @ApiProperty(nullable(88, 'rpm, zeros excluded')) avgCadence!: number | null;
  @ApiProperty(nullable(118, 'rpm')) maxCadence!: number | null;
  @ApiProperty(nullable(144, 'bpm')) avgHeartrate!: number | null;
  @ApiProperty(nullable(176, 'bpm')) maxHeartrate!: number | null;
  @ApiProperty(nullable(38240, 'm')) totalDistance!: number | null;
  @ApiProperty(nullable(8.5, 'm/s')) avgSpeed!: number | null;
  @ApiProperty(nullable(17.2, 'm/s')) maxSpeed!: number | null;
  @ApiProperty(nullable(642, 'm')) totalAscent!: number | null;
  @ApiProperty(nullable(640, 'm')) totalDescent!: number | null;
  @ApiProperty(nullable(3.1, '%')) decoupling!: number | null;
  @ApiProperty({ example: 4475, description: 'Points received' }) sampleCount!: number;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'What had to be filled, cut or left out, in seconds, values and points; known when the workout is finished. ' +
      'A recorded second of a channel is measured, held (valuesHeld) or left out (valuesMissing)',
    example: {
      ...{ secondsHeld: 8, secondsPaused: 600, secondsNotMeasured: 15 },
      ...{ valuesHeld: { power: 21 }, valuesMissing: { power: 15 }, valuesDropped: { power: 1 } },
      ...{ pointsRepeated: 0, pointsOutOfOrder: 0, pointsWithoutTime: 0, pointsSkewed: 0, clockOffset: null },
      powerCurve: 'every-second',
    },
  })
  quality?: RideQuality;
  @ApiProperty({ example: 1 }) metricsVersion!: number;
  @ApiPropertyOptional(nullable(260, `The FTP that was used, W. ${RIDERS_OWN}`)) ftp?: number | null;
  @ApiPropertyOptional({ example: false, description: 'true while the ride goes on: what it comes to so far' })
  live?: boolean;
}

export class PersonalRecordResponse {
  @ApiProperty({ enum: RECORD_METRICS, example: 'power' }) metric!: RecordMetric;
  @ApiProperty({ example: 300, description: 's' }) duration!: number;
  @ApiProperty({ example: 287.4 }) value!: number;
}

export class TelemetryPointResponse implements TelemetryPoint {
  @ApiProperty({ example: 1767258000000, description: 'Unix ms' }) timestamp!: number;
  @ApiPropertyOptional(nullable(245)) power?: number | null;
  @ApiPropertyOptional(nullable(91)) cadence?: number | null;
  @ApiPropertyOptional(nullable(148)) heartrate?: number | null;
  @ApiPropertyOptional(nullable(9.8)) speed?: number | null;
  @ApiPropertyOptional(nullable(12543)) distance?: number | null;
  @ApiPropertyOptional(nullable(412.4)) altitude?: number | null;
  @ApiPropertyOptional(nullable(1.5)) incline?: number | null;
  @ApiPropertyOptional(nullable(21)) temperature?: number | null;
  @ApiPropertyOptional(nullable(47.3769)) lat?: number | null;
  @ApiPropertyOptional(nullable(8.5417)) lng?: number | null;
}

export class WorkoutResponse {
  @ApiProperty({ example: '65f0c0ffee0000000000abcd' }) id!: string;
  @ApiProperty({ example: '65f0c0ffee00000000000001' }) userId!: string;
  @ApiPropertyOptional({ example: 'workout-evening-ride' }) streamName?: string;
  @ApiProperty({ example: 'Evening ride' }) title!: string;
  @ApiProperty({ example: '' }) description!: string;
  @ApiProperty({ enum: SPORTS, example: 'cycling' }) sport!: Sport;
  @ApiProperty({ example: '2026-01-01T09:00:00.000Z' }) startTime!: string;
  @ApiProperty({ type: String, nullable: true, example: '2026-01-01T10:15:00.000Z' }) endTime!: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 4500, description: 'Elapsed, s: endTime − startTime' })
  duration!: number | null;
  @ApiProperty({ enum: WORKOUT_STATUSES, example: 'COMPLETED' }) status!: WorkoutStatus;
  @ApiProperty({ enum: ['private', 'public'], example: 'private' }) visibility!: 'private' | 'public';
  @ApiProperty({ type: RideSummaryResponse, nullable: true }) summary!: RideSummaryResponse | null;
  @ApiProperty({ type: [PersonalRecordResponse], description: 'Empty for others than the rider' })
  personalRecords!: PersonalRecordResponse[];
  @ApiProperty({ type: [String], example: ['commute'] }) tags!: string[];
  @ApiProperty({ type: [EquipmentDto] }) equipment!: EquipmentDto[];
  @ApiProperty({ example: '2026-01-01T09:00:00.000Z' }) createdAt!: string;
  @ApiProperty({ example: '2026-01-01T10:15:03.000Z' }) updatedAt!: string;
  @ApiPropertyOptional({ type: [TelemetryPointResponse] }) telemetry?: TelemetryPoint[];
}

export class WorkoutChangedResponse {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: WorkoutResponse }) workout!: WorkoutResponse;
}

export class WorkoutCompletedResponse extends WorkoutChangedResponse {
  @ApiProperty({ example: 4475, description: 'Points stored with the workout' }) archivedMessages!: number;
}

export class WorkoutDeletedResponse {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ example: 'Workout deleted' }) message!: string;
}

export class PaginationResponse {
  @ApiProperty({ example: 1 }) page!: number;
  @ApiProperty({ example: 20 }) limit!: number;
  @ApiProperty({ example: 137 }) total!: number;
  @ApiProperty({ example: 7 }) totalPages!: number;
}

export class WorkoutListResponse {
  @ApiProperty({ type: [WorkoutResponse] }) workouts!: WorkoutResponse[];
  @ApiProperty({ type: PaginationResponse }) pagination!: PaginationResponse;
}

export class WorkoutPowerCurveResponse {
  @ApiProperty({
    type: String,
    enum: ['every-second', 'record-durations'],
    nullable: true,
    description: 'Whether it was computed for every second, or for the record durations alone; null without power',
  })
  source!: PowerCurve['source'] | null;
  @ApiProperty({ type: [Number], example: [1, 5, 60, 300, 1200] }) durations!: number[];
  @ApiProperty({ type: [Number], example: [687, 612.4, 401.2, 287.4, 251.3], description: 'W, one a duration' })
  power!: number[];
}

export const toPowerCurveResponse = (curve: PowerCurve | null): WorkoutPowerCurveResponse => ({
  source: curve?.source ?? null,
  durations: curve?.durations ?? [],
  power: (curve?.power ?? []).map(oneDecimal),
});

export class WorkoutTelemetryResponse {
  @ApiProperty({ type: [String], enum: CHANNELS, example: ['power', 'heartrate'] }) fields!: Channel[];
  @ApiProperty({ type: [Number], example: [1767258000000, 1767258001000] }) timestamps!: number[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'number', nullable: true } },
    example: { power: [245, 247], heartrate: [148, null] },
  })
  series!: Partial<Record<Channel, (number | null)[]>>;
}

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

/**
 * Numbers are rounded here and nowhere before. Others do not see the ids of the equipment, the FTP nor what tells it, and
 * no records.
 * @param liveSummary for an unfinished workout, as it is shown
 */
export function toWorkoutResponse(
  workout: WorkoutRecord,
  viewerId: string,
  liveSummary: RideSummaryResponse | null = null,
): WorkoutResponse {
  const own = workout.userId.toString() === viewerId;
  const summary = workout.summary ? roundSummary(workout.summary) : liveSummary;
  return {
    id: workout._id.toString(),
    userId: workout.userId.toString(),
    ...(workout.streamName !== undefined && { streamName: workout.streamName }),
    title: workout.title,
    description: workout.description,
    sport: workout.sport,
    startTime: workout.startTime.toISOString(),
    endTime: workout.endTime?.toISOString() ?? null,
    duration: workout.duration,
    status: workout.status,
    visibility: workout.visibility,
    summary: summary && (own ? summary : sharedSummary(summary)),
    personalRecords: (own ? workout.personalRecords : []).map(({ metric, duration, value }) => ({
      metric,
      duration,
      value: oneDecimal(value),
    })),
    tags: workout.tags,
    equipment: workout.equipment.map(({ type, name, id }) => ({ type, name, ...(own && id != null && { id }) })),
    createdAt: workout.createdAt.toISOString(),
    updatedAt: workout.updatedAt.toISOString(),
  };
}
