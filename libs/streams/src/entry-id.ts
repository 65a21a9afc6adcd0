/** A Redis stream entry id, `<unix ms>-<sequence>`. */
export const ENTRY_ID = /^\d{1,15}-\d{1,10}$/;
/** What a range may begin or end with: an id, an id without sequence, exclusive with `(`, or `-` and `+`. */
export const RANGE_BOUND = /^(?:[-+]|\(?\d{1,15}(?:-\d{1,10})?)$/;

export const isEntryId = (value: unknown): value is string => typeof value === 'string' && ENTRY_ID.test(value);
export const isRangeBound = (value: unknown): value is string => typeof value === 'string' && RANGE_BOUND.test(value);

/** When the entry arrived, unix ms by the clock of Redis. */
export const arrivalOf = (id: string): number => Number(id.slice(0, id.indexOf('-')));

/** Its number within that millisecond. */
export const ordinalOf = (id: string): number => Number(id.slice(id.indexOf('-') + 1));

/** Negative when `left` came first. */
export function compareEntryIds(left: string, right: string): number {
  return arrivalOf(left) - arrivalOf(right) || ordinalOf(left) - ordinalOf(right);
}

/**
 * The end of a range, widened to its whole millisecond: a message within a batch has an id of the same millisecond as
 * the batch, but below that of it.
 */
export const wholeMillisecond = (end: string): string => end.replace(/^\(/, '').replace(/-\d+$/, '');

/** Whether an id lies between two range bounds, as Redis reads them. */
export function withinRange(start: string, end: string): (id: string) => boolean {
  const lowest = boundOf(start, 0);
  const highest = boundOf(end, Infinity);
  return (id) => {
    const above = distanceFrom(lowest, id);
    const below = distanceFrom(highest, id);
    return (lowest.open ? above > 0 : above >= 0) && (highest.open ? below < 0 : below <= 0);
  };
}

interface Bound {
  milliseconds: number;
  sequence: number;
  /** Whether it is itself outside. */
  open: boolean;
}

function boundOf(text: string, missingSequence: number): Bound {
  if (text === '-') return { milliseconds: 0, sequence: 0, open: false };
  if (text === '+') return { milliseconds: Infinity, sequence: Infinity, open: false };
  const open = text.startsWith('(');
  const [milliseconds = '', sequence] = text.slice(open ? 1 : 0).split('-');
  return {
    milliseconds: Number(milliseconds),
    sequence: sequence === undefined ? missingSequence : Number(sequence),
    open,
  };
}

function distanceFrom({ milliseconds, sequence }: Bound, id: string): number {
  return arrivalOf(id) - milliseconds || ordinalOf(id) - sequence;
}
