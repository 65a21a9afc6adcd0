import { ApiProperty } from '@nestjs/swagger';

import { type CurvePoint, type LifetimeTotals, type MonthTotals, type WeekTotals } from '../analytics.service';

const watts = (example: number, description: string) => ({ type: Number, nullable: true, example, description });
const DURATION = { example: 54180, description: 'Elapsed, s' };
const ENERGY = { example: 9870, description: 'kJ' };
const DISTANCE = { example: 412380, description: 'm' };
const ASCENT = { example: 5120, description: 'm' };
const TSS = { example: 812.4, description: 'Training stress score' };
const AVG_POWER = watts(198, 'W, weighted by recorded time; null without power');

export class MonthResponse {
  @ApiProperty({ example: 2026 }) year!: number;
  @ApiProperty({ example: 5, minimum: 1, maximum: 12 }) month!: number;
  @ApiProperty({ example: 12 }) workoutCount!: number;
  @ApiProperty(DURATION) totalDuration!: number;
  @ApiProperty(ENERGY) totalEnergy!: number;
  @ApiProperty(DISTANCE) totalDistance!: number;
  @ApiProperty(ASCENT) totalAscent!: number;
  @ApiProperty(TSS) totalTss!: number;
  @ApiProperty(AVG_POWER) avgPower!: number | null;
  @ApiProperty(watts(912, 'W; null without power')) maxPower!: number | null;
}

export class WeekResponse {
  @ApiProperty({ example: 2026, description: 'The ISO year: that of the Thursday' }) year!: number;
  @ApiProperty({ example: 19, minimum: 1, maximum: 53 }) week!: number;
  @ApiProperty({ example: '2026-05-04', description: 'The Monday' }) weekStart!: string;
  @ApiProperty({ example: 3 }) workoutCount!: number;
  @ApiProperty(DURATION) totalDuration!: number;
  @ApiProperty(AVG_POWER) avgPower!: number | null;
  @ApiProperty(TSS) totalTss!: number;
}

export class CurvePointResponse {
  @ApiProperty({ example: 300, description: 's' }) duration!: number;
  @ApiProperty({ example: 287.4, description: 'Best mean power, W' }) power!: number;
  @ApiProperty({ example: '65f0c0ffee0000000000abcd' }) workoutId!: string;
  @ApiProperty({ example: '2026-05-03T09:41:07.000Z', description: 'The end of that window of time' })
  achievedAt!: string;
}

export class UserStatsResponse {
  @ApiProperty({ example: 137 }) totalWorkouts!: number;
  @ApiProperty(DURATION) totalDuration!: number;
  @ApiProperty(DISTANCE) totalDistance!: number;
  @ApiProperty(ENERGY) totalEnergy!: number;
  @ApiProperty(ASCENT) totalAscent!: number;
  @ApiProperty(TSS) totalTss!: number;
  @ApiProperty({ type: Number, nullable: true, example: 21600, description: 'Elapsed, s' })
  longestDuration!: number | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '2026-05-03T07:12:00.000Z',
    description: 'When the latest workout started',
  })
  lastWorkoutAt!: string | null;
}

// Numbers are rounded here and nowhere before.
const oneDecimal = (value: number): number => Math.round(value * 10) / 10;
const wholeOrNull = (value: number | null): number | null => (value === null ? null : Math.round(value));

export const toMonthResponse = (totals: MonthTotals): MonthResponse => ({
  year: totals.year,
  month: totals.month,
  workoutCount: totals.workoutCount,
  totalDuration: Math.round(totals.totalDuration),
  totalEnergy: Math.round(totals.totalEnergy),
  totalDistance: Math.round(totals.totalDistance),
  totalAscent: Math.round(totals.totalAscent),
  totalTss: oneDecimal(totals.totalTss),
  avgPower: wholeOrNull(totals.avgPower),
  maxPower: wholeOrNull(totals.maxPower),
});

export const toWeekResponse = (totals: WeekTotals): WeekResponse => ({
  year: totals.year,
  week: totals.week,
  weekStart: totals.weekStart,
  workoutCount: totals.workoutCount,
  totalDuration: Math.round(totals.totalDuration),
  avgPower: wholeOrNull(totals.avgPower),
  totalTss: oneDecimal(totals.totalTss),
});

export const toCurvePointResponse = (point: CurvePoint): CurvePointResponse => ({
  ...point,
  power: oneDecimal(point.power),
});

export const toUserStatsResponse = (totals: LifetimeTotals): UserStatsResponse => ({
  totalWorkouts: totals.workoutCount,
  totalDuration: Math.round(totals.totalDuration),
  totalDistance: Math.round(totals.totalDistance),
  totalEnergy: Math.round(totals.totalEnergy),
  totalAscent: Math.round(totals.totalAscent),
  totalTss: oneDecimal(totals.totalTss),
  longestDuration: wholeOrNull(totals.longestDuration),
  lastWorkoutAt: totals.lastWorkoutAt,
});
