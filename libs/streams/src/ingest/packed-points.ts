import { CHANNELS, type TelemetryColumns, type TelemetryRow } from '#telemetry';

/** Numbers a point: its timestamp, every channel, its arrival. */
const WIDTH = CHANNELS.length + 2;
const FIRST_CAPACITY = 1_024;

/** Columns are written to it and encoded before the next ones are; a new array for each would cost more than what it holds. */
let scratch = new Float64Array(0);

/**
 * Points in one block of memory, NaN for what is missing. As objects they would be moved about by every garbage collection
 * until they are written, which took longer than all else that a worker does with them.
 */
export class PackedPoints {
  count = 0;
  private cells = new Float64Array(FIRST_CAPACITY * WIDTH);

  /**
   * @param arrival unix ms
   * @returns the place of the point
   */
  add(row: TelemetryRow, arrival: number): number {
    const start = this.count * WIDTH;
    if (start === this.cells.length) this.grow();
    for (let cell = 0; cell < WIDTH - 1; cell += 1) this.cells[start + cell] = row[cell] ?? NaN;
    this.cells[start + WIDTH - 1] = arrival;
    return this.count++;
  }

  /** The points of these places as columns, which are good until the next ones are asked for, of whatever points. */
  columns(places: readonly number[]): TelemetryColumns & { arrivals: Float64Array } {
    if (scratch.length < places.length * WIDTH) scratch = new Float64Array(2 * places.length * WIDTH);
    const channels: TelemetryColumns['channels'] = {};
    CHANNELS.forEach((channel, index) => {
      const values = this.column(places, index + 1);
      if (values.some((value) => !Number.isNaN(value))) channels[channel] = values;
    });
    return { timestamps: this.column(places, 0), channels, arrivals: this.column(places, WIDTH - 1) };
  }

  private column(places: readonly number[], cell: number): Float64Array {
    const values = scratch.subarray(cell * places.length, (cell + 1) * places.length);
    for (let point = 0; point < places.length; point += 1)
      values[point] = this.cells[(places[point] ?? 0) * WIDTH + cell] ?? NaN;
    return values;
  }

  private grow(): void {
    const larger = new Float64Array(this.cells.length * 2);
    larger.set(this.cells);
    this.cells = larger;
  }
}
