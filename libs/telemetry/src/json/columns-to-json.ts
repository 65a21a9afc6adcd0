import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { MOST_BYTES, writeNumber } from './write-number';

const [OPEN_ARRAY, CLOSE_ARRAY, COMMA, CLOSE_OBJECT] = Buffer.from('[],}') as unknown as [
  number,
  number,
  number,
  number,
];
/** So many points take a tenth of a millisecond, and less room than a processor keeps close. */
const POINTS_A_SLICE = 512;

/**
 * A ride as JSON in UTF-8, byte for byte what `JSON.stringify(columnsToPoints(columns))` gives, without the objects and
 * the string in between.
 */
export function columnsToJson(columns: TelemetryColumns): Buffer {
  return Buffer.concat([...jsonSlices(columns)]);
}

/** {@link columnsToJson} piece by piece, for those who have other things to do in between. */
export function* jsonSlices(columns: TelemetryColumns): Generator<Buffer, void, void> {
  const points = columns.timestamps.length;
  const layout = layoutOf(columns);
  const scratch = Buffer.allocUnsafeSlow(Math.min(points, POINTS_A_SLICE) * layout.mostBytes + 2 * WORD + MOST_BYTES);
  if (points === 0) yield Buffer.from('[]');
  for (let from = 0; from < points; from += POINTS_A_SLICE) {
    const length = writePoints(scratch, layout, from, Math.min(from + POINTS_A_SLICE, points));
    yield Buffer.from(scratch.subarray(0, length));
  }
}

/** The columns as they are written, and what is written between them. */
interface Layout {
  points: number;
  values: Float64Array[];
  /** What stands before each value, `{"timestamp":` or `,"power":`, as words of eight bytes, filled up with spaces. */
  keys: Float64Array;
  /** Words of a key; all have as many. */
  keyWords: number;
  /** Bytes of each key. */
  keyLengths: Int32Array;
  /** See {@link writeNumber}. */
  scales: Int32Array;
  /** What a point takes at most. */
  mostBytes: number;
}

const WORD = 8;

function layoutOf({ timestamps, channels }: TelemetryColumns): Layout {
  const keys = ['{"timestamp":'];
  const values = [timestamps];
  for (const channel of CHANNELS) {
    const column = channels[channel];
    if (!column) continue;
    keys.push(`,"${channel}":`);
    values.push(column);
  }
  const keyLengths = Int32Array.from(keys, (key) => key.length);
  const keyWords = Math.ceil(Math.max(...keyLengths) / WORD);
  return {
    points: timestamps.length,
    values,
    keys: toWords(keys.map((key) => key.padEnd(keyWords * WORD)).join('')),
    keyWords,
    keyLengths,
    scales: new Int32Array(keys.length).fill(1),
    mostBytes: keyLengths.reduce((sum, length) => sum + length + MOST_BYTES, 2),
  };
}

/** Eight characters a double: the largest that can be stored at once. No text is one of the doubles that are NaN. */
function toWords(text: string): Float64Array {
  const bytes = Buffer.from(text, 'latin1');
  return Float64Array.from({ length: bytes.length / WORD }, (_, word) => bytes.readDoubleLE(word * WORD));
}

/** @returns how many bytes were written */
function writePoints(bytes: Buffer, layout: Layout, from: number, to: number): number {
  const { points, values, keys, keyWords, keyLengths, scales } = layout;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  for (let row = from; row < to; row++) {
    view.setUint8(at++, row === 0 ? OPEN_ARRAY : COMMA);
    for (let column = 0; column < values.length; column++) {
      for (let word = 0; word < keyWords; word++) {
        view.setFloat64(at + word * WORD, keys[column * keyWords + word] as number, true);
      }
      at += keyLengths[column] as number;
      at = writeNumber(view, at, (values[column] as Float64Array)[row] as number, scales, column);
    }
    view.setUint8(at++, CLOSE_OBJECT);
  }
  if (to === points) view.setUint8(at++, CLOSE_ARRAY);
  return at;
}
