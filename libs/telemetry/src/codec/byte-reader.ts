import { TelemetryFormatError } from '../telemetry-format.error';

/** Reads forward and never past the end. */
export class ByteReader {
  private position = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get remaining(): number {
    return this.bytes.length - this.position;
  }

  byte(): number {
    const value = this.bytes[this.position];
    if (value === undefined) throw new TelemetryFormatError('The telemetry ends too early');
    this.position++;
    return value;
  }

  uint16(): number {
    return this.byte() + this.byte() * 256;
  }

  /** @throws TelemetryFormatError above 2^53 - 1 */
  varint(): number {
    let value = 0;
    for (let weight = 1; weight <= 2 ** 49; weight *= 128) {
      const byte = this.byte();
      value += (byte & 127) * weight;
      if (byte < 128 && value <= Number.MAX_SAFE_INTEGER) return value;
    }
    throw new TelemetryFormatError('A number in the telemetry is too large');
  }

  signedVarint(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  take(length: number): Uint8Array {
    if (length < 0 || length > this.remaining) throw new TelemetryFormatError('The telemetry ends too early');
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }
}
