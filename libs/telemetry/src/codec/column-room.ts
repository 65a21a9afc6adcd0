import { uninitialisedDoubles } from './uninitialised';

/**
 * Memory for the columns of one ride at a time: those of the ride before are overwritten. A megabyte that is made for every
 * ride that is read, and forgotten a moment later, has V8 look through the whole heap every few rides.
 */
export class ColumnRoom {
  private readonly columns: Float64Array[] = [];
  private used = 0;

  /** @param points that a column holds; longer ones get memory of their own */
  constructor(private readonly points: number) {}

  /** From here on, what was given out before is given out again. */
  empty(): void {
    this.used = 0;
  }

  /** A column of so many values, whatever they may be. */
  column(length: number): Float64Array {
    if (length > this.points) return uninitialisedDoubles(length);
    const column = (this.columns[this.used] ??= uninitialisedDoubles(this.points));
    this.used++;
    return column.subarray(0, length);
  }
}
