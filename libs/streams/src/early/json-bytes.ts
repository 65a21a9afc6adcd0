/** The codes that structure JSON. */
export const [QUOTE, COMMA, COLON, OPEN, CLOSE, OPEN_OBJECT, CLOSE_OBJECT, BACKSLASH, BLANK] = [
  0x22, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d, 0x5c, 0x20,
] as const;
const [MINUS, PLUS, POINT, ZERO, NINE, LARGE_E, SMALL_E, DELETE] = [
  0x2d, 0x2b, 0x2e, 0x30, 0x39, 0x45, 0x65, 0x7f,
] as const;
const [TAB, LINE_FEED, RETURN] = [0x09, 0x0a, 0x0d] as const;
/** So many digits are exact, and what JavaScript would write for the number that they are. */
const EXACT_DIGITS = 15;
const NULL = Buffer.from('null');

/** A place in JSON that is read byte by byte. What it does not know is not wrong, but for others to look at. */
export class JsonBytes {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  /** Behind the last byte. */
  end = 0;

  begin(bytes: Uint8Array, end: number): void {
    this.bytes = bytes;
    this.at = 0;
    this.end = end;
  }

  /** Passes over this one character, and over blanks before it. */
  is(code: number): boolean {
    this.blanks();
    if (this.at >= this.end || this.bytes[this.at] !== code) return false;
    this.at += 1;
    return true;
  }

  /** Passes over these bytes, which must be next. */
  are(expected: Uint8Array): boolean {
    const { bytes, at } = this;
    if (at + expected.length > this.end) return false;
    for (let index = 0; index < expected.length; index += 1) {
      if (bytes[at + index] !== expected[index]) return false;
    }
    this.at = at + expected.length;
    return true;
  }

  null(): boolean {
    return this.are(NULL);
  }

  blanks(): void {
    const { bytes, end } = this;
    let { at } = this;
    while (at < end && bytes[at]! <= BLANK && isBlank(bytes[at]!)) at += 1;
    this.at = at;
  }

  isAtEnd(): boolean {
    this.blanks();
    return this.at === this.end;
  }

  /** A string of ASCII without escapes, quotes included. */
  plainString(): boolean {
    const { bytes, end } = this;
    let { at } = this;
    if (at >= end || bytes[at] !== QUOTE) return false;
    for (at += 1; at < end; at += 1) {
      const code = bytes[at]!;
      if (code === QUOTE) {
        this.at = at + 1;
        return true;
      }
      if (code < BLANK || code >= DELETE || code === BACKSLASH) return false;
    }
    return false;
  }

  /** A whole number of at most 15 digits, not negative; -1 if there is none. */
  whole(): number {
    const { bytes, at: start, end } = this;
    let at = start;
    let value = 0;
    for (let code = bytes[at]!; at < end && code >= ZERO && code <= NINE; code = bytes[(at += 1)]!)
      value = value * 10 + code - ZERO;
    const digits = at - start;
    if (digits === 0 || digits > EXACT_DIGITS || (digits > 1 && bytes[start] === ZERO)) return -1;
    const next = at < end ? bytes[at] : COMMA;
    if (next === POINT || next === SMALL_E || next === LARGE_E) return -1;
    this.at = at;
    return value;
  }

  /**
   * Any number as JSON has it.
   * @returns whether it is written as JavaScript would write it; null if there is no number
   */
  number(): boolean | null {
    const { bytes, at: start, end } = this;
    let at = start;
    if (at < end && bytes[at] === MINUS) at += 1;
    const first = at;
    at = this.digits(at);
    let digits = at - first;
    const beginsWithZero = bytes[first] === ZERO;
    if (digits === 0 || (digits > 1 && beginsWithZero)) return null;
    let usual = true;
    if (at < end && bytes[at] === POINT) {
      const point = at;
      at = this.digits(at + 1);
      const decimals = at - point - 1;
      if (decimals === 0) return null;
      digits += decimals;
      // Below a millionth there is an exponent.
      usual = bytes[at - 1] !== ZERO && !(beginsWithZero && decimals > 6);
    } else if (beginsWithZero && first > start) usual = false;
    if (at < end && (bytes[at] === SMALL_E || bytes[at] === LARGE_E)) {
      at += 1;
      if (at < end && (bytes[at] === PLUS || bytes[at] === MINUS)) at += 1;
      const exponent = at;
      at = this.digits(at);
      if (at === exponent) return null;
      usual = false;
    }
    this.at = at;
    return usual && digits <= EXACT_DIGITS;
  }

  /** Where the digits end that begin here. */
  private digits(from: number): number {
    const { bytes, end } = this;
    let at = from;
    while (at < end && bytes[at]! >= ZERO && bytes[at]! <= NINE) at += 1;
    return at;
  }
}

const isBlank = (code: number): boolean => code === BLANK || code === LINE_FEED || code === RETURN || code === TAB;
