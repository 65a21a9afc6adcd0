const [COMMA, OPEN, CLOSE, QUOTE, ZERO] = [0x2c, 0x5b, 0x5d, 0x22, 0x30] as const;
const NULL = [...Buffer.from('null')];

/** ASCII that is written into one piece of memory again and again. */
export class TextWriter {
  private readonly bytes: Buffer;
  private at = 0;

  /** @param size never written over: bytes at the most, between two calls of {@link take} */
  constructor(size: number) {
    this.bytes = Buffer.alloc(size);
  }

  clear(): void {
    this.at = 0;
  }

  take(): string {
    const text = this.bytes.toString('latin1', 0, this.at);
    this.at = 0;
    return text;
  }

  openRow(isFirst: boolean): void {
    if (!isFirst) this.bytes[this.at++] = COMMA;
    this.bytes[this.at++] = OPEN;
  }

  closeRow(): void {
    this.bytes[this.at++] = CLOSE;
  }

  comma(): void {
    this.bytes[this.at++] = COMMA;
  }

  null(): void {
    for (const code of NULL) this.bytes[this.at++] = code;
  }

  ascii(text: string): void {
    for (let index = 0; index < text.length; index += 1) this.bytes[this.at++] = text.charCodeAt(index);
  }

  copy(from: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    let { at } = this;
    for (let index = start; index < end; index += 1) bytes[at++] = from[index]!;
    this.at = at;
  }

  /** @param value whole, from 0 to 999,999 */
  quoted(value: number): void {
    this.bytes[this.at++] = QUOTE;
    let unit = 1;
    while (unit * 10 <= value) unit *= 10;
    for (let rest = value; unit >= 1; unit /= 10) {
      const digit = Math.trunc(rest / unit);
      this.bytes[this.at++] = ZERO + digit;
      rest -= digit * unit;
    }
    this.bytes[this.at++] = QUOTE;
  }
}
