import { beatsRecord } from '#metrics';

import { type PersonalRecord, type RecordHolder } from './personal-record.schema';

/** All that held a record, in strictly ascending order of value; the last one holds it. */
export type History = readonly RecordHolder[];

/** The history with `holder` at its end, or null when it does not beat the record. */
export function extended(history: History, holder: RecordHolder): RecordHolder[] | null {
  return beatsRecord(history.at(-1)?.value ?? null, holder.value) ? [...history, holder] : null;
}

/** The history without what a workout did; ascending as before. */
export function without(history: History, workoutId: string): RecordHolder[] {
  return history.filter((holder) => holder.workoutId.toString() !== workoutId);
}

/** What a record says of itself by its history; null when nobody is left to hold it. */
export function standing(
  history: History,
): Pick<PersonalRecord, 'value' | 'workoutId' | 'achievedAt' | 'previousValue' | 'history'> | null {
  const holder = history.at(-1);
  if (!holder) return null;
  const { value, workoutId, achievedAt } = holder;
  return { value, workoutId, achievedAt, previousValue: history.at(-2)?.value ?? null, history: [...history] };
}

/** Every holder with the value that it beat (null for the first), the present one first. */
export function newestFirst(history: History): (RecordHolder & { previousValue: number | null })[] {
  return history.map((holder, index) => ({ ...holder, previousValue: history[index - 1]?.value ?? null })).reverse();
}
