import { type PipelineStage } from 'mongoose';

/** What several finished workouts come to. Unrounded; not measured counts nothing. */
export interface Totals {
  workoutCount: number;
  /** Elapsed, s. */
  totalDuration: number;
  /** kJ */
  totalEnergy: number;
  /** m */
  totalDistance: number;
  /** m */
  totalAscent: number;
  totalTss: number;
  /** W over the recorded time of all workouts with power; null without any. */
  avgPower: number | null;
  /** W; null without power. */
  maxPower: number | null;
}

/** What {@link TOTALS} gives. `work` ÷ `poweredTime` is the mean power. */
export interface TotalsRow extends Omit<Totals, 'avgPower'> {
  poweredTime: number;
  work: number;
}

type Accumulators = Omit<PipelineStage.Group['$group'], '_id'>;

const measured = { $ne: [{ $ifNull: ['$summary.avgPower', null] }, null] };

/** Accumulators for `$group` and `$bucket` over workouts; `$sum` and `$max` pass over null. */
export const TOTALS: Accumulators = {
  workoutCount: { $sum: 1 },
  totalDuration: { $sum: '$duration' },
  totalEnergy: { $sum: '$summary.totalEnergy' },
  totalDistance: { $sum: '$summary.totalDistance' },
  totalAscent: { $sum: '$summary.totalAscent' },
  totalTss: { $sum: '$summary.trainingStressScore' },
  maxPower: { $max: '$summary.maxPower' },
  poweredTime: { $sum: { $cond: [measured, '$summary.timerTime', 0] } },
  work: { $sum: { $multiply: ['$summary.avgPower', '$summary.timerTime'] } },
};

/** @param row absent where there was no workout at all */
export function toTotals(row?: TotalsRow): Totals {
  return {
    workoutCount: row?.workoutCount ?? 0,
    totalDuration: row?.totalDuration ?? 0,
    totalEnergy: row?.totalEnergy ?? 0,
    totalDistance: row?.totalDistance ?? 0,
    totalAscent: row?.totalAscent ?? 0,
    totalTss: row?.totalTss ?? 0,
    avgPower: row && row.poweredTime > 0 ? row.work / row.poweredTime : null,
    maxPower: row?.maxPower ?? null,
  };
}

/** Rows of different workouts in one; undefined where there is none. */
export function sumOf(rows: readonly TotalsRow[]): TotalsRow | undefined {
  const [first, ...others] = rows;
  return others.reduce<TotalsRow | undefined>((sum, row) => sum && added(sum, row), first);
}

const added = (a: TotalsRow, b: TotalsRow): TotalsRow => ({
  workoutCount: a.workoutCount + b.workoutCount,
  totalDuration: a.totalDuration + b.totalDuration,
  totalEnergy: a.totalEnergy + b.totalEnergy,
  totalDistance: a.totalDistance + b.totalDistance,
  totalAscent: a.totalAscent + b.totalAscent,
  totalTss: a.totalTss + b.totalTss,
  maxPower: a.maxPower === null || b.maxPower === null ? (a.maxPower ?? b.maxPower) : Math.max(a.maxPower, b.maxPower),
  poweredTime: a.poweredTime + b.poweredTime,
  work: a.work + b.work,
});
