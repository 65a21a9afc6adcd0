import { CHANNELS } from '#telemetry';

import { BUCKET_MS, bucketOf, type PointRuns } from '../point-runs';
import { CLOSE_OBJECT, COLON, COMMA, JsonBytes, OPEN_OBJECT } from './json-bytes';
import { TextWriter } from './text-writer';

const TIMESTAMP = 0;
const ELAPSED = CHANNELS.length + 1;
const DATA_TYPE = ELAPSED + 1;
/** By the cell of a row that they fill; the last two fill none. */
const NAMES = ['timestamp', ...CHANNELS, 'elapsed', 'dataType'].map((name) => Buffer.from(`"${name}"`));
const WORKOUT_METRICS = Buffer.from('"workout_metrics"');
const LONGEST_NUMBER = 25;
/** What a row takes at the most. */
const ROW_BYTES = NAMES.length * (LONGEST_NUMBER + 1);
/** Six digits, quotes and a comma. */
const OFFSET_BYTES = 9;

/**
 * Reads points as riders' apps write them, straight from the bytes of JSON into what the script takes: no object, no array and
 * no number is made for a point, and its readings are copied as they stand. `telemetry-message.ts` says what a point is; what is
 * not plainly one is left to it.
 */
export class PointReader {
  readonly json = new JsonBytes();
  private readonly starts = new Int32Array(NAMES.length);
  private readonly ends = new Int32Array(NAMES.length);
  /** Readings that JavaScript would write in another way than they came. */
  private readonly rewritten = new Map<number, string>();
  /** The order of the names in the point before, which is that of the next one too. */
  private readonly order: number[] = [];
  private readonly rows: TextWriter;
  private readonly offsets: TextWriter;
  private args: string[] = [];
  private bucket = -1;
  private inRun = 0;
  private count = 0;
  private earliest = 0;
  private latest = -1;
  /** A bit for each name that the last point had, whatever its value. */
  private had = 0;

  /** @param most points that are read before {@link take} */
  constructor(private readonly most: number) {
    this.rows = new TextWriter(most * ROW_BYTES);
    this.offsets = new TextWriter(most * OFFSET_BYTES);
  }

  begin(bytes: Uint8Array, end = bytes.length): void {
    this.json.begin(bytes, end);
    this.count = this.inRun = this.earliest = 0;
    this.latest = this.bucket = -1;
    this.args = [];
    this.rows.clear();
    this.offsets.clear();
  }

  /** Reads a point that is later than those before it. */
  point(): boolean {
    if (this.count === this.most || !this.json.is(OPEN_OBJECT)) return false;
    this.had = 0;
    this.rewritten.clear();
    let time = -1;
    let last = 0;
    let place = 0;
    do {
      this.json.blanks();
      const name = this.name(place++);
      if (name < 0 || (this.had & (1 << name)) !== 0 || !this.json.is(COLON)) return false;
      this.json.blanks();
      this.had |= 1 << name;
      if (name === TIMESTAMP) {
        time = this.time();
        if (time < 0) return false;
      } else if (name >= ELAPSED) {
        if (!this.beside(name)) return false;
      } else if (this.reading(name)) {
        if (name > last) last = name;
      } else if (!this.json.null()) return false;
      else this.ends[name] = 0;
    } while (this.json.is(COMMA));
    if (!this.json.is(CLOSE_OBJECT) || time <= this.latest) return false;
    this.add(time, last);
    return true;
  }

  /** Whether the last point says of itself that it is one. */
  get isDeclared(): boolean {
    return (this.had & (1 << DATA_TYPE)) !== 0;
  }

  /** Whether it has a channel, measured or not. */
  get hasChannel(): boolean {
    return (this.had & ((1 << ELAPSED) - 2)) !== 0;
  }

  /** All that was read since {@link begin}. */
  take(): PointRuns {
    this.endRun();
    const { count, earliest, latest, args } = this;
    return { count, earliest, latest, args };
  }

  private name(place: number): number {
    const expected = this.order[place];
    if (expected !== undefined && this.json.are(NAMES[expected]!)) return expected;
    const found = NAMES.findIndex((name) => this.json.are(name));
    if (found >= 0) this.order[place] = found;
    return found;
  }

  private time(): number {
    this.starts[TIMESTAMP] = this.json.at;
    const time = this.json.whole();
    this.ends[TIMESTAMP] = this.json.at;
    return time;
  }

  /** What apps send beside the channels. */
  private beside(name: number): boolean {
    if (name === DATA_TYPE) return this.json.are(WORKOUT_METRICS);
    return this.json.plainString() || this.json.null() || this.json.number() !== null;
  }

  private reading(cell: number): boolean {
    const { json } = this;
    const start = json.at;
    const isUsual = json.number();
    if (isUsual === null) return false;
    this.starts[cell] = start;
    this.ends[cell] = json.at;
    if (isUsual) return true;
    const value = Number(Buffer.from(json.bytes.subarray(start, json.at)).toString('latin1'));
    this.rewritten.set(cell, JSON.stringify(value));
    return Number.isFinite(value);
  }

  private add(time: number, last: number): void {
    const bucket = bucketOf(time);
    if (bucket !== this.bucket) {
      this.endRun();
      this.bucket = bucket;
    }
    if (this.count === 0) this.earliest = time;
    this.latest = time;
    this.count += 1;
    this.inRun += 1;
    if (this.inRun > 1) this.offsets.comma();
    this.offsets.quoted(time - bucket * BUCKET_MS);
    this.row(last);
  }

  private row(last: number): void {
    const { rows, json, starts, ends, had } = this;
    rows.openRow(this.inRun === 1);
    for (let cell = 0; cell <= last; cell += 1) {
      if (cell > 0) rows.comma();
      if ((had & (1 << cell)) === 0 || ends[cell] === 0) rows.null();
      else if (this.rewritten.size > 0 && this.rewritten.has(cell)) rows.ascii(this.rewritten.get(cell)!);
      else rows.copy(json.bytes, starts[cell]!, ends[cell]!);
    }
    rows.closeRow();
  }

  private endRun(): void {
    if (this.inRun === 0) return;
    this.args.push(`${this.bucket} ${this.inRun} [${this.offsets.take()}]`, `[${this.rows.take()}]`);
    this.inRun = 0;
  }
}
