import { type LogRecord } from './log-record';
import { type PackedPoints, ROW_WIDTH } from './packed-points';

const [QUOTE, COMMA, MINUS, POINT, OPEN, CLOSE, NEWLINE] = codesOf('",-.[]\n');
const [ZERO, NINE, A, F, SMALL_E, LARGE_E, BLANK, BACKSLASH, DELETE] = codesOf('09afeE \\\x7f');
const ID_LENGTH = 24;
/** Whole numbers of so many digits are exact, and so is what they are divided by: the quotient is the nearest number. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * Reads a block as the service itself writes it: JSON without blanks, and numbers without exponents. JSON.parse would make
 * an array of every point, and collecting them took a worker longer than all that it does with them.
 *
 * @param points get the points of the block
 * @returns null for a block that is written in any other way, or damaged: it has to be looked at properly, and nothing
 * of it was taken
 */
export function readBlockAsWritten(block: string, points: PackedPoints): LogRecord[] | null {
  const { count } = points;
  const records: LogRecord[] = [];
  const reader = new BlockReader(block, points);
  while (reader.at < block.length) {
    const record = reader.record();
    if (!record) {
      points.count = count;
      return null;
    }
    records.push(record);
  }
  return records.length > 0 ? records : null;
}

class BlockReader {
  at = 0;
  private number = NaN;

  constructor(
    private readonly text: string,
    private readonly points: PackedPoints,
  ) {}

  /** `["<stream id>","<stream name>","<owner>",<sequence>,"<ms>-<ordinal>",[<rows>]],\n` */
  record(): LogRecord | null {
    if (!this.is(OPEN)) return null;
    const streamId = this.id();
    if (streamId === null || !this.is(COMMA)) return null;
    const streamName = this.name();
    if (streamName === null || !this.is(COMMA)) return null;
    const userId = this.id();
    if (userId === null || !this.is(COMMA) || !this.whole(EXACT_DIGITS)) return null;
    const sequence = this.number;
    if (!this.is(COMMA) || !this.is(QUOTE) || !this.whole(EXACT_DIGITS)) return null;
    const arrival = this.number;
    if (!this.is(MINUS) || !this.whole(10)) return null;
    const ordinal = this.number;
    if (!this.is(QUOTE) || !this.is(COMMA) || !this.is(OPEN)) return null;
    const place = this.points.count;
    do if (!this.row(arrival)) return null;
    while (this.is(COMMA));
    if (!this.is(CLOSE) || !this.is(CLOSE) || !this.is(COMMA) || !this.is(NEWLINE)) return null;
    return { streamId, streamName, userId, sequence, arrival, ordinal, place, points: this.points.count - place };
  }

  private row(arrival: number): boolean {
    if (!this.is(OPEN) || !this.decimal()) return false;
    const start = this.points.open(arrival);
    const { cells } = this.points;
    cells[start] = this.number;
    for (let cell = 1; this.is(COMMA); cell += 1) {
      if (cell === ROW_WIDTH) return false;
      if (this.decimal()) cells[start + cell] = this.number;
      else if (!this.null()) return false;
    }
    return this.is(CLOSE);
  }

  private is(code: number | undefined): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at += 1;
    return true;
  }

  private null(): boolean {
    if (!this.text.startsWith('null', this.at)) return false;
    this.at += 4;
    return true;
  }

  /** 24 hexadecimal digits. They are looked at where they are: what is cut out of a text is slower to read. */
  private id(): string | null {
    const { text } = this;
    if (!this.is(QUOTE)) return null;
    const start = this.at;
    for (let at = start; at < start + ID_LENGTH; at += 1) {
      const code = text.charCodeAt(at);
      if (!(code >= ZERO! && code <= NINE!) && !(code >= A! && code <= F!)) return null;
    }
    this.at += ID_LENGTH;
    return this.is(QUOTE) ? text.slice(start, start + ID_LENGTH) : null;
  }

  /** Letters that JSON writes as they are, at least one. */
  private name(): string | null {
    const { text } = this;
    if (!this.is(QUOTE)) return null;
    const start = this.at;
    for (let code = text.charCodeAt(this.at); code !== QUOTE; code = text.charCodeAt(++this.at)) {
      if (!(code >= BLANK! && code < DELETE!) || code === BACKSLASH) return null;
    }
    if (this.at === start) return null;
    this.at += 1;
    return text.slice(start, this.at - 1);
  }

  private whole(mostDigits: number): boolean {
    const start = this.at;
    return this.decimal() && this.at - start <= mostDigits && Number.isInteger(this.number) && this.number >= 0;
  }

  /** A number as JSON has it, without an exponent, and short enough to be exact. */
  private decimal(): boolean {
    const { text } = this;
    let { at } = this;
    let code = text.charCodeAt(at);
    const isNegative = code === MINUS;
    if (isNegative) code = text.charCodeAt((at += 1));
    const first = at;
    let value = 0;
    for (; code >= ZERO! && code <= NINE!; code = text.charCodeAt((at += 1))) value = value * 10 + code - ZERO!;
    let digits = at - first;
    if (digits === 0 || (digits > 1 && text.charCodeAt(first) === ZERO)) return false;
    let decimals = 0;
    if (code === POINT) {
      const point = at;
      code = text.charCodeAt((at += 1));
      for (; code >= ZERO! && code <= NINE!; code = text.charCodeAt((at += 1))) value = value * 10 + code - ZERO!;
      decimals = at - point - 1;
      if (decimals === 0) return false;
      digits += decimals;
    }
    if (digits > EXACT_DIGITS || code === SMALL_E || code === LARGE_E) return false;
    if (decimals > 0) value /= POWERS_OF_TEN[decimals]!;
    this.number = isNegative ? -value : value;
    this.at = at;
    return true;
  }
}

function codesOf(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
