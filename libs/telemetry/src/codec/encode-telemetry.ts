import { crc32, zstdCompressSync } from 'node:zlib';
import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { TelemetryFormatError } from '../telemetry-format.error';
import { ByteWriter } from './byte-writer';
import { ARRIVALS_BIT, COMPRESSED, MAX_POINTS, VERSION } from './layout';
import { writeColumn } from './write-column';

/** Shorter bodies are left as they are: compressing them costs time and saves nothing. */
const WORTH_COMPRESSING = 256;

/**
 * Packs a ride into a few bytes a point, losing nothing: docs/telemetry-format.md describes them one by one.
 * @throws TelemetryFormatError where columns differ in length or hold more than {@link MAX_POINTS} points
 */
export function encodeTelemetry(columns: TelemetryColumns): Buffer {
  const { timestamps, channels, arrivals } = columns;
  const count = timestamps.length;
  if (count > MAX_POINTS) throw new TelemetryFormatError(`A ride of more than ${MAX_POINTS} points cannot be stored`);
  const present = CHANNELS.flatMap((channel, bit) => {
    const values = channels[channel];
    return values ? [{ channel, bit, values }] : [];
  });
  for (const { length } of [...present.map(({ values }) => values), arrivals ?? timestamps]) {
    if (length !== count) throw new TelemetryFormatError('The columns of a ride must be of one length');
  }
  const body = new ByteWriter(count * present.length * 2 + 256);
  const context = { timestamps, speed: channels.speed };
  writeColumn(body, timestamps, 'timestamps', context);
  for (const { channel, values } of present) writeColumn(body, values, channel, context);
  if (arrivals) writeColumn(body, arrivals, 'arrivals', context);
  const mask = present.reduce((bits, { bit }) => bits | (1 << bit), arrivals ? 1 << ARRIVALS_BIT : 0);
  return wrap(count, mask, body.written());
}

function wrap(count: number, mask: number, body: Buffer): Buffer {
  const packed = body.length >= WORTH_COMPRESSING ? zstdCompressSync(body, { chunkSize: body.length }) : body;
  const pays = packed.length + 4 < body.length;
  const file = new ByteWriter(packed.length + 24);
  file.byte(VERSION);
  file.byte(pays ? COMPRESSED : 0);
  file.varint(count);
  file.uint16(mask);
  if (pays) file.varint(body.length);
  file.append(pays ? packed : body);
  file.uint32(crc32(file.written()));
  return file.written();
}
