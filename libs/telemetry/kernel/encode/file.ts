import { count, mask } from './columns';
import { checksum } from './checksum';
import { Room } from './room';

const VERSION: i32 = 1;
/** Flags of the second byte. */
const COMPRESSED: i32 = 1;
const TAIL: i32 = 2;
/** Room before the body for what will stand there. */
const HEAD: usize = 32;

/** The body of the file, to be compressed, behind room for its head. */
const file = new Room();
/** What is behind the body and not compressed. */
const tail = new Room();
let bodyEnd: usize = 0;
let tailEnd: usize = 0;

/** Where the finished file begins. */
export let start: usize = 0;

export function beginFile(): void {
  bodyEnd = HEAD;
  tailEnd = 0;
}

/** Must be called before bytes are written: makes sure that there is room for so many more. */
export function reserve(bytes: usize): void {
  file.reserve(bodyEnd + bytes);
}

export function byte(value: i32): void {
  store<u8>(file.at + bodyEnd++, <u8>value);
}

/** LEB128: seven bits a byte, the lowest first, the high bit set where more follow. */
export function varint(value: u64): void {
  bodyEnd = writeVarint(file.at + bodyEnd, value) - file.at;
}

/** Zigzagged: 0, -1, 1, -2, … become 0, 1, 2, 3, … */
export function signedVarint(value: i64): void {
  varint(<u64>((value << 1) ^ (value >> 63)));
}

/** @returns where so many bytes of the body are to be written */
export function inBody(bytes: usize): usize {
  const at = file.at + bodyEnd;
  bodyEnd += bytes;
  return at;
}

/** @returns where so many bytes of the tail are to be written */
export function inTail(bytes: usize): usize {
  tail.reserve(tailEnd + bytes);
  const at = tail.at + tailEnd;
  tailEnd += bytes;
  return at;
}

export function bodyAt(): usize {
  return file.at + HEAD;
}

export function bodyLength(): usize {
  return bodyEnd - HEAD;
}

/**
 * Puts head and tail to the body.
 *
 * @param packed how long it is compressed, which stands in its place then; 0 where it is not
 * @returns how long the file is that begins at {@link start}
 */
export function finish(packed: usize): usize {
  const unpacked = bodyLength();
  if (packed > 0) bodyEnd = HEAD + packed;
  file.reserve(bodyEnd + tailEnd + 4);
  const head = file.at;
  store<u8>(head, <u8>VERSION);
  store<u8>(head + 1, <u8>((packed > 0 ? COMPRESSED : 0) | (tailEnd > 0 ? TAIL : 0)));
  let at = writeVarint(head + 2, count);
  store<u16>(at, <u16>mask);
  at += 2;
  if (packed > 0) at = writeVarint(at, unpacked);
  if (tailEnd > 0) at = writeVarint(at, tailEnd);
  start = bodyAt() - (at - head);
  memory.copy(start, head, at - head);
  memory.copy(inBody(tailEnd), tail.at, tailEnd);
  const end = file.at + bodyEnd;
  store<u32>(end, checksum(start, end));
  return end + 4 - start;
}

/** @returns where it ends */
function writeVarint(at: usize, value: u64): usize {
  let rest = value;
  while (rest >= 128) {
    store<u8>(at++, <u8>(rest | 128));
    rest >>= 7;
  }
  store<u8>(at++, <u8>rest);
  return at;
}
