import { constants, crc32, zstdDecompressSync } from 'node:zlib';
import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { TelemetryFormatError } from '../telemetry-format.error';
import { ByteReader } from './byte-reader';
import { type ColumnRoom } from './column-room';
import { ARRIVALS_BIT, COMPRESSED, MAX_POINTS, TAIL, VERSION } from './layout';
import { type FileParts, readColumn } from './read-column';
import { uninitialisedDoubles } from './uninitialised';

const CHECKSUM_BYTES = 4;
/** Version, flags, count and mask of columns take at least as much. */
const SHORTEST_HEAD = 5;
/** What a value takes at most: eight bytes, and a run of its own when it is alternately missing. */
const MOST_BYTES_A_VALUE = 9;
const MOST_BYTES_A_COLUMN = 32;
/** log2 of the memory that a frame may ask of the decompressor. */
const LARGEST_WINDOW = 23;
/** Bytes that are allocated at a time as the body unfolds. */
const LARGEST_CHUNK = 2 ** 20;

/**
 * Unpacks what {@link encodeTelemetry} packed. Safe on bytes from anywhere: nothing is allocated on the word of a
 * length that the bytes cannot back, beyond the columns of {@link MAX_POINTS} points.
 * @param room where the columns are to be, for whoever needs them no longer than until it is emptied
 * @throws TelemetryFormatError where the version is unknown or the bytes are damaged, cut short or made up
 */
export function decodeTelemetry(bytes: Uint8Array, room?: ColumnRoom): TelemetryColumns {
  if (bytes.length < SHORTEST_HEAD + CHECKSUM_BYTES) throw new TelemetryFormatError('Too short to be telemetry');
  if (bytes[0] !== VERSION) throw new TelemetryFormatError(`Unknown version ${bytes[0]} of telemetry`);
  const content = bytes.subarray(0, bytes.length - CHECKSUM_BYTES);
  const checksum = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(content.length, true);
  if (crc32(content) !== checksum) throw new TelemetryFormatError('The telemetry is damaged: its checksum is wrong');
  const file = new ByteReader(content);
  file.byte();
  const flags = file.byte();
  const count = file.varint();
  const mask = file.uint16();
  if (flags & ~(COMPRESSED | TAIL)) throw new TelemetryFormatError(`Unknown flags ${flags} of telemetry`);
  if (count > MAX_POINTS) throw new TelemetryFormatError(`More than ${MAX_POINTS} points`);
  if (mask & ~knownColumns) throw new TelemetryFormatError('Unknown columns');
  const length = flags & COMPRESSED ? file.varint() : 0;
  const tailLength = flags & TAIL ? file.varint() : 0;
  const body = file.take(file.remaining - tailLength);
  const parts = {
    body: new ByteReader(flags & COMPRESSED ? inflated(body, length, count) : body),
    tail: new ByteReader(file.take(tailLength)),
  };
  return readColumns(parts, count, mask, room);
}

const knownColumns = ((1 << CHANNELS.length) - 1) | (1 << ARRIVALS_BIT);

function inflated(packed: Uint8Array, length: number, count: number): Uint8Array {
  const most = (CHANNELS.length + 2) * (count * MOST_BYTES_A_VALUE + MOST_BYTES_A_COLUMN);
  if (length === 0 || length > most) throw new TelemetryFormatError('The telemetry claims an impossible length');
  let body: Buffer;
  try {
    body = zstdDecompressSync(packed, {
      maxOutputLength: length,
      chunkSize: Math.min(length + 64, LARGEST_CHUNK),
      params: { [constants.ZSTD_d_windowLogMax]: LARGEST_WINDOW },
    });
  } catch (cause) {
    throw new TelemetryFormatError('The telemetry cannot be decompressed', { cause });
  }
  if (body.length !== length) throw new TelemetryFormatError('The telemetry is not as long as it claims');
  return body;
}

function readColumns(parts: FileParts, count: number, mask: number, room?: ColumnRoom): TelemetryColumns {
  const memory = (): Float64Array => room?.column(count) ?? uninitialisedDoubles(count);
  const nothing = { timestamps: new Float64Array(0), speed: undefined };
  const timestamps = readColumn(parts, memory(), 'timestamps', nothing);
  const columns: TelemetryColumns = { timestamps, channels: {} };
  CHANNELS.forEach((channel, bit) => {
    if (!(mask & (1 << bit))) return;
    columns.channels[channel] = readColumn(parts, memory(), channel, { timestamps, speed: columns.channels.speed });
  });
  if (mask & (1 << ARRIVALS_BIT)) {
    columns.arrivals = readColumn(parts, memory(), 'arrivals', { timestamps, speed: undefined });
  }
  if (parts.body.remaining + parts.tail.remaining > 0)
    throw new TelemetryFormatError('The telemetry does not end where it should');
  return columns;
}
