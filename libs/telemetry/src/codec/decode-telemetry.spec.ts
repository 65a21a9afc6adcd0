import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { TelemetryFormatError } from '../telemetry-format.error';
import { decodeTelemetry } from './decode-telemetry';
import { encodeTelemetry } from './encode-telemetry';
import { MAX_POINTS } from './layout';

/** Three seconds, the second without heart rate; explained one by one in docs/telemetry-format.md. */
const example: TelemetryColumns = {
  timestamps: Float64Array.of(1_700_000_000_000, 1_700_000_001_000, 1_700_000_002_000),
  channels: {
    power: Float64Array.of(200, 210, 205),
    heartrate: Float64Array.of(120, NaN, 121),
    speed: Float64Array.of(8.251, 8.437, 8.402),
    distance: Float64Array.of(10, 18.44, 26.84),
  },
};
const exampleHex = '0100031d000880a0abfef962d00f0190030afb21010101f0010102f68001badd010010d00f0b2850ac';

/** Puts a checksum on bytes that somebody made up. */
function sealed(bytes: Uint8Array): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(bytes));
  return Buffer.concat([bytes, checksum]);
}

function made(
  { flags = 0, count, mask = 0 }: { flags?: number; count: number; mask?: number },
  body: Uint8Array,
): Buffer {
  return sealed(Buffer.of(1, flags, ...varint(count), mask & 255, mask >> 8, ...body));
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}

function decodesOrRefuses(bytes: Uint8Array): void {
  try {
    decodeTelemetry(bytes);
  } catch (error) {
    if (!(error instanceof TelemetryFormatError)) throw error;
  }
}

const long: TelemetryColumns = {
  timestamps: Float64Array.from({ length: 600 }, (_, second) => 1_700_000_000_000 + second * 1000),
  channels: Object.fromEntries(
    CHANNELS.map((channel, offset) => [
      channel,
      Float64Array.from({ length: 600 }, (_, second) =>
        (second * (offset + 7)) % 50 === 0 ? NaN : (second * 7919) % 501,
      ),
    ]),
  ),
};

/** Long enough, and power noisy enough, for a tail of bytes that are not compressed. */
const noisy: TelemetryColumns = {
  timestamps: Float64Array.from({ length: 1100 }, (_, second) => 1_700_000_000_000 + second * 1000),
  channels: {
    power: Float64Array.from({ length: 1100 }, (_, second) => Math.round(500 + 400 * Math.sin(second * second))),
  },
};

describe('decodeTelemetry', () => {
  it('reads the bytes that are documented', () => {
    expect(encodeTelemetry(example).toString('hex')).toBe(exampleHex);
    expect(decodeTelemetry(Buffer.from(exampleHex, 'hex'))).toEqual(example);
  });

  it('reads from the middle of a larger buffer', () => {
    const bytes = encodeTelemetry(long);
    const larger = new Uint8Array(bytes.length + 20);
    larger.set(bytes, 7);
    expect(decodeTelemetry(larger.subarray(7, 7 + bytes.length))).toEqual(long);
  });

  it.each([example, long, noisy])('refuses bytes cut short anywhere and damaged anywhere', (columns) => {
    const bytes = encodeTelemetry(columns);
    for (let end = 0; end < bytes.length; end++) {
      expect(() => decodeTelemetry(bytes.subarray(0, end))).toThrow(TelemetryFormatError);
      const damaged = Uint8Array.from(bytes);
      damaged[end] = (damaged[end] ?? 0) ^ (1 << (end % 8));
      expect(() => decodeTelemetry(damaged)).toThrow(TelemetryFormatError);
    }
  });

  it('refuses a version, flags and columns that it does not know', () => {
    const body = encodeTelemetry(example).subarray(0, -4);
    const changed = (at: number, value: number) =>
      sealed(Uint8Array.from(body, (byte, index) => (index === at ? value : byte)));
    expect(() => decodeTelemetry(changed(0, 2))).toThrow('version 2');
    expect(() => decodeTelemetry(changed(1, 4))).toThrow('flags');
    expect(() => decodeTelemetry(changed(4, 0x84))).toThrow('columns');
    expect(() => decodeTelemetry(sealed(Buffer.concat([body, Buffer.of(0)])))).toThrow('end where it should');
  });

  it('refuses tails that are missing, left over or longer than all', () => {
    const bytes = encodeTelemetry(noisy);
    expect(bytes[1]).toBe(3);
    expect(decodeTelemetry(bytes)).toEqual(noisy);
    const body = Buffer.of(0x01, 0, 2);
    expect(() => decodeTelemetry(made({ flags: 2, count: 2 }, Buffer.of(4, ...body)))).toThrow('too early');
    expect(() => decodeTelemetry(made({ flags: 2, count: 2 }, Buffer.of(1, ...body, 9)))).toThrow('end where');
    expect(() => decodeTelemetry(made({ count: 2 }, Buffer.of(0x81, 0, 2)))).toThrow('too early');
    expect(() => decodeTelemetry(made({ count: 2 }, Buffer.of(0x88, 0, 2)))).toThrow('Unknown form');
  });

  it('refuses counts and lengths beyond all bounds before it allocates for them', () => {
    expect(() => decodeTelemetry(made({ count: MAX_POINTS + 1 }, Buffer.of(0)))).toThrow('More than');
    expect(() => decodeTelemetry(made({ count: Number.MAX_SAFE_INTEGER }, Buffer.of(0)))).toThrow('More than');
    const bomb = Buffer.from('ffffffffffff0f28b52ffd', 'hex');
    expect(() => decodeTelemetry(made({ flags: 1, count: 10 }, bomb))).toThrow('impossible length');
  });

  it('meets made-up bodies with nothing but its own error', () => {
    const mask = fc.integer({ min: 0, max: 0x83ff });
    const body = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        mask,
        body,
        fc.constantFrom(0, 1, 2, 3),
        (count, bits, bytes, flags) => decodesOrRefuses(made({ flags, count, mask: bits }, bytes)),
      ),
      { numRuns: 1000 },
    );
  });

  it('meets bodies that were tampered with and sealed again with nothing but its own error', () => {
    const good = encodeTelemetry(example).subarray(0, -4);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) =>
        decodesOrRefuses(sealed(Uint8Array.from(good, (byte, index) => (index === at ? value : byte)))),
      ),
      { numRuns: 1000 },
    );
  });
});
