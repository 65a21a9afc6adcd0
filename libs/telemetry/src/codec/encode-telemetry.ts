import { anEncoder, compressBody, type Encoder } from '../kernel/encoder';
import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { TelemetryFormatError } from '../telemetry-format.error';
import { MAX_POINTS } from './layout';

/** Shorter bodies are left as they are: compressing them costs time and saves nothing. */
const WORTH_COMPRESSING = 256;
/** Places of the columns in a file. */
const TIMESTAMPS = 0;
const FIRST_CHANNEL = 1;
const ARRIVALS = 11;

/**
 * Packs a ride into a few bytes a point, losing nothing: docs/telemetry-format.md describes them one by one.
 * @throws TelemetryFormatError where columns differ in length or hold more than {@link MAX_POINTS} points
 */
export function encodeTelemetry({ timestamps, channels, arrivals }: TelemetryColumns): Buffer {
  const count = timestamps.length;
  if (count > MAX_POINTS) throw new TelemetryFormatError(`A ride of more than ${MAX_POINTS} points cannot be stored`);
  const columns: [place: number, values: Float64Array | undefined][] = [
    [TIMESTAMPS, timestamps],
    ...CHANNELS.map((channel, index): [number, Float64Array | undefined] => [FIRST_CHANNEL + index, channels[channel]]),
    [ARRIVALS, arrivals],
  ];
  const present = columns.filter((column): column is [number, Float64Array] => column[1] !== undefined);
  if (present.some(([, { length }]) => length !== count))
    throw new TelemetryFormatError('The columns of a ride must be of one length');
  const encoder = anEncoder();
  const input = encoder.begin(count);
  for (const [place, values] of present) writeColumn(encoder, input, place, values);
  const length = encoder.finish(encoder.bodyLength() < WORTH_COMPRESSING ? 0 : compressBody(encoder));
  return Buffer.from(new Uint8Array(encoder.memory.buffer, encoder.start.value, length));
}

/** The memory is another one when it has grown, with the same at the same place. */
function writeColumn(encoder: Encoder, input: number, place: number, values: Float64Array): void {
  new Float64Array(encoder.memory.buffer, input, values.length).set(values);
  encoder.writeColumn(place);
}
