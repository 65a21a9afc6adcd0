import { jsonWriter } from '../kernel/json-writer';
import { CHANNELS, type TelemetryColumns } from '../telemetry';

/** How much longer than those before it the rest of a ride may become: distances grow. */
const GROWTH = 1.05;
const NO_ROOM = Buffer.alloc(0);

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
  room: Buffer<ArrayBuffer> = NO_ROOM,
): Buffer<ArrayBuffer> {
  const { keys, values } = layoutOf(columns);
  const points = columns.timestamps.length;
  const end = Buffer.from(`]${after}`);
  const text = new Text(room);
  text.add(Buffer.from(`${before}[`));
  const writer = jsonWriter();
  writer.begin(keys);
  for (let from = 0; from < points; from += writer.mostPoints) {
    const to = Math.min(from + writer.mostPoints, points);
    const part = writer.write(values, from, to);
    const ahead = (part.length / (to - from)) * GROWTH * (points - to);
    text.add(part, Math.ceil(ahead) + end.length);
  }
  if (points > 0) text.length -= 1; // The comma after the last point.
  text.add(end);
  return text.written();
}

/** What is written before values, `{"timestamp":` or `,"power":`, and the values. */
function layoutOf({ timestamps, channels }: TelemetryColumns): { keys: string[]; values: Float64Array[] } {
  const keys = ['{"timestamp":'];
  const values = [timestamps];
  for (const channel of CHANNELS) {
    const column = channels[channel];
    if (!column) continue;
    keys.push(`,"${channel}":`);
    values.push(column);
  }
  return { keys, values };
}

/** Text that moves to where there is room. */
class Text {
  length = 0;

  constructor(private bytes: Buffer<ArrayBuffer>) {}

  /** @param ahead how much is expected to follow, if there is no room for this */
  add(part: Uint8Array, ahead = 0): void {
    const length = this.length + part.length;
    if (length > this.bytes.length) {
      const before = this.written();
      this.bytes = Buffer.allocUnsafeSlow(length + ahead);
      this.bytes.set(before);
    }
    this.bytes.set(part, this.length);
    this.length = length;
  }

  written(): Buffer<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }
}
