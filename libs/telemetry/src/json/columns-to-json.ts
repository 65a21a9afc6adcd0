import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { MOST_BYTES, writeNumber } from './write-number';

/** Room is made for so many points at a time. */
const POINTS_A_STEP = 512;
/** How much longer than those before it the rest of a ride may become: distances grow. */
const GROWTH = 1.05;
/** Characters that are written at once, as a double; a key is written as two of them, whatever its length. */
const WORD = 8;
const END_OF_POINT = Buffer.from('},').readUInt16LE();

/**
 * A ride as JSON in UTF-8, byte for byte what `JSON.stringify(columnsToPoints(columns))` gives, without the objects and
 * the string in between.
 * @param before text to stand before it
 * @param after text to stand behind it
 * @param room to write in; what does not fit moves to memory of its own
 */
export function columnsToJson(
  columns: TelemetryColumns,
  before = '',
  after = '',
  room?: Buffer<ArrayBuffer>,
): Buffer<ArrayBuffer> {
  const layout = layoutOf(columns);
  const { points, mostBytes } = layout;
  const begin = Buffer.from(`${before}[`);
  const end = Buffer.from(`]${after}`);
  const mostInStep = Math.min(points, POINTS_A_STEP) * mostBytes + end.length;
  const mostAtFirst = begin.length + mostInStep;
  let bytes = room && room.length >= mostAtFirst ? room : Buffer.allocUnsafeSlow(mostAtFirst);
  let at = begin.copy(bytes);
  for (let from = 0; from < points; from += POINTS_A_STEP) {
    if (bytes.length - at < mostInStep) {
      const expected = Math.ceil((at / from) * GROWTH * (points - from));
      bytes = longer(bytes, at, expected + mostInStep);
    }
    at = writePoints(bytes, at, layout, from, Math.min(from + POINTS_A_STEP, points));
  }
  if (points > 0) at -= 1; // The comma after the last point.
  return bytes.subarray(0, at + end.copy(bytes, at));
}

function longer(bytes: Buffer, used: number, more: number): Buffer<ArrayBuffer> {
  const grown = Buffer.allocUnsafeSlow(used + more);
  bytes.copy(grown, 0, 0, used);
  return grown;
}

/** The columns as they are written, and what is written between them. */
interface Layout {
  points: number;
  values: Float64Array[];
  /** What stands before each value, `{"timestamp":` or `,"power":`, filled up to two words with spaces. */
  keys: Float64Array;
  /** Without what they were filled up with. */
  keyLengths: Int32Array;
  /** See {@link writeNumber}. */
  scales: Int32Array;
  /** What a point takes at most. */
  mostBytes: number;
}

function layoutOf({ timestamps, channels }: TelemetryColumns): Layout {
  const keys = ['{"timestamp":'];
  const values = [timestamps];
  for (const channel of CHANNELS) {
    const column = channels[channel];
    if (!column) continue;
    keys.push(`,"${channel}":`);
    values.push(column);
  }
  return {
    points: timestamps.length,
    values,
    keys: toWords(keys.map((key) => key.padEnd(2 * WORD)).join('')),
    keyLengths: Int32Array.from(keys, (key) => key.length),
    scales: new Int32Array(keys.length).fill(1),
    mostBytes: keys.join('').length + keys.length * MOST_BYTES + 2 * WORD,
  };
}

/** No text is one of the doubles that are not numbers and lose their bits on the way. */
function toWords(text: string): Float64Array {
  const bytes = Buffer.from(text, 'latin1');
  return Float64Array.from({ length: bytes.length / WORD }, (_, word) => bytes.readDoubleLE(word * WORD));
}

/** @returns where the text ends */
function writePoints(bytes: Buffer, start: number, layout: Layout, from: number, to: number): number {
  const { values, keys, keyLengths, scales } = layout;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = start;
  for (let row = from; row < to; row++) {
    for (let column = 0; column < values.length; column++) {
      view.setFloat64(at, keys[2 * column] as number, true);
      view.setFloat64(at + WORD, keys[2 * column + 1] as number, true);
      at += keyLengths[column] as number;
      at = writeNumber(view, at, values[column] as Float64Array, row, scales, column);
    }
    view.setUint16(at, END_OF_POINT, true);
    at += 2;
  }
  return at;
}
