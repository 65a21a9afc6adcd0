import { crc32, zstdCompressSync } from 'node:zlib';
import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { TelemetryFormatError } from '../telemetry-format.error';
import { ByteWriter } from './byte-writer';
import { ARRIVALS_BIT, COMPRESSED, MAX_POINTS, TAIL, VERSION } from './layout';
import { type FileParts, writeColumn } from './write-column';

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
  const parts = { body: new ByteWriter(count * present.length + 256), tail: new ByteWriter(count * 4) };
  const context = { timestamps, speed: channels.speed };
  writeColumn(parts, timestamps, 'timestamps', context);
  for (const { channel, values } of present) writeColumn(parts, values, channel, context);
  if (arrivals) writeColumn(parts, arrivals, 'arrivals', context);
  const mask = present.reduce((bits, { bit }) => bits | (1 << bit), arrivals ? 1 << ARRIVALS_BIT : 0);
  return wrap(count, mask, parts);
}

function wrap(count: number, mask: number, parts: FileParts): Buffer {
  const body = parts.body.written();
  const tail = parts.tail.written();
  const packed = body.length >= WORTH_COMPRESSING ? zstdCompressSync(body, { chunkSize: body.length }) : body;
  const pays = packed.length + 4 < body.length;
  const file = new ByteWriter(packed.length + tail.length + 32);
  file.byte(VERSION);
  file.byte((pays ? COMPRESSED : 0) | (tail.length > 0 ? TAIL : 0));
  file.varint(count);
  file.uint16(mask);
  if (pays) file.varint(body.length);
  if (tail.length > 0) file.varint(tail.length);
  file.append(pays ? packed : body);
  file.append(tail);
  file.uint32(crc32(file.written()));
  return file.written();
}
