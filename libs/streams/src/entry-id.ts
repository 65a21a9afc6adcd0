/** A Redis stream entry id, `<unix ms>-<sequence>`. */
const ENTRY_ID = /^\d{1,15}-\d{1,10}$/;
/** What a range may begin or end with: an id, an id without sequence, exclusive with `(`, or `-` and `+`. */
const RANGE_BOUND = /^(?:[-+]|\(?\d{1,15}(?:-\d{1,10})?)$/;

export const isEntryId = (value: unknown): value is string => typeof value === 'string' && ENTRY_ID.test(value);
export const isRangeBound = (value: unknown): value is string => typeof value === 'string' && RANGE_BOUND.test(value);

/** When the entry arrived, unix ms by the clock of Redis. */
export const arrivalOf = (id: string): number => Number(id.slice(0, id.indexOf('-')));

/** Negative when `left` came first. */
export function compareEntryIds(left: string, right: string): number {
  const byTime = arrivalOf(left) - arrivalOf(right);
  return byTime !== 0
    ? byTime
    : Number(left.slice(left.indexOf('-') + 1)) - Number(right.slice(right.indexOf('-') + 1));
}
