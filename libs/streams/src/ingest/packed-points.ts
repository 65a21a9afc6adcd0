import { CHANNELS, type TelemetryColumns, type TelemetryRow } from '#telemetry';

/** Numbers a row at the most: its timestamp and every channel. */
export const ROW_WIDTH = CHANNELS.length + 1;
/** Numbers a point: its row and its arrival. */
const WIDTH = ROW_WIDTH + 1;
const FIRST_CAPACITY = 1_024;

/** Columns are written to it and encoded before the next ones are; a new array for each would cost more than what it holds. */
let scratch = new Float64Array(0);

/**
 * Points in one block of memory, NaN for what is missing. As objects they would be moved about by every garbage collection
 * until they are written, which took longer than all else that a worker does with them.
 */
export class PackedPoints {
  /** Points; lowering it forgets the last ones. */
  count = 0;
  /** Point by point. Another array as soon as the points need more room. */
  cells = new Float64Array(FIRST_CAPACITY * WIDTH);

  /**
   * Makes room for a point of which nothing is measured.
   * @param arrival unix ms
   * @returns where its row begins in {@link cells}
   */
  open(arrival: number): number {
    const start = this.count * WIDTH;
    if (start === this.cells.length) this.grow();
    const { cells } = this;
    for (let cell = start; cell < start + ROW_WIDTH; cell += 1) cells[cell] = NaN;
    cells[start + ROW_WIDTH] = arrival;
    this.count += 1;
    return start;
  }

  /** @param arrival unix ms */
  add(row: TelemetryRow, arrival: number): void {
    const start = this.open(arrival);
    for (let cell = 0; cell < ROW_WIDTH; cell += 1) this.cells[start + cell] = row[cell] ?? NaN;
  }

  /** The points of these places as columns, which are good until the next ones are asked for, of whatever points. */
  columns(places: readonly number[]): TelemetryColumns & { arrivals: Float64Array } {
    if (scratch.length < places.length * WIDTH) scratch = new Float64Array(2 * places.length * WIDTH);
    const channels: TelemetryColumns['channels'] = {};
    CHANNELS.forEach((channel, index) => {
      const { values, measured } = this.column(places, index + 1);
      if (measured) channels[channel] = values;
    });
    const timestamps = this.column(places, 0).values;
    return { timestamps, channels, arrivals: this.column(places, ROW_WIDTH).values };
  }

  private column(places: readonly number[], cell: number): { values: Float64Array; measured: boolean } {
    const { cells } = this;
    const values = scratch.subarray(cell * places.length, (cell + 1) * places.length);
    let measured = false;
    for (let point = 0; point < places.length; point += 1) {
      const value = cells[(places[point] ?? 0) * WIDTH + cell] ?? NaN;
      values[point] = value;
      if (!Number.isNaN(value)) measured = true;
    }
    return { values, measured };
  }

  private grow(): void {
    const larger = new Float64Array(this.cells.length * 2);
    larger.set(this.cells);
    this.cells = larger;
  }
}
