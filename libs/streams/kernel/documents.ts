import { finish, start } from '../../telemetry/kernel/encode/file';
import { Room } from '../../telemetry/kernel/encode/room';
import { entryIdAt, entryIdLength } from './entries';
import { ID_LENGTH, Stream } from './streams';

/** Types of BSON. */
const STRING: i32 = 2;
const BINARY: i32 = 5;
const OBJECT_ID: i32 = 7;
const DATE: i32 = 9;
const INTEGER: i32 = 16;

const ID_BYTES: usize = 12;
/** All but entry ids and data: names, numbers and ids. */
const MOST_BESIDE: usize = 256;

const written = new Room();
let length: usize = 0;
/** Of the ids that are made: five random bytes, then a number that goes up. */
let random: u64 = 0;
let made: u32 = 0;

/** @param value of 40 bits: ids are told by it from those that others make in the same second */
export function beginIds(value: f64): void {
  random = <u64>value;
}

export function documentsAt(): usize {
  return written.at;
}

export function documentsLength(): usize {
  return length;
}

export function beginDocuments(): void {
  length = 0;
}

/**
 * Appends the chunk of a stream, whose file is written, as BSON.
 *
 * @param packed see {@link finish}
 * @param now unix ms
 */
export function addDocument(stream: Stream, packed: usize, now: f64): void {
  const bytes = finish(packed);
  written.reserve(length + MOST_BESIDE + bytes + entryIdLength(stream.firstEntry) + entryIdLength(stream.lastEntry));
  const document = written.at + length;
  let at = makeId(element(document + 4, OBJECT_ID, '_id'), now);
  at = readId(element(at, OBJECT_ID, 'streamId'), changetype<usize>(stream));
  at = readId(element(at, OBJECT_ID, 'userId'), changetype<usize>(stream) + ID_LENGTH);
  at = entryId(element(at, STRING, 'firstLogId'), stream.firstEntry);
  at = entryId(element(at, STRING, 'lastLogId'), stream.lastEntry);
  at = element(at, INTEGER, 'points');
  store<i32>(at, stream.points);
  at = element(at + 4, BINARY, 'data');
  store<u32>(at, <u32>bytes);
  store<u8>(at + 4, 0);
  memory.copy(at + 5, start, bytes);
  at = element(at + 5 + bytes, DATE, 'createdAt');
  store<i64>(at, <i64>now);
  store<u8>(at + 8, 0);
  const end = at + 9;
  store<u32>(document, <u32>(end - document));
  length = end - written.at;
}

/** @returns where its value is to be */
function element(start: usize, type: i32, name: string): usize {
  store<u8>(start, <u8>type);
  const letters = <usize>name.length;
  for (let letter: usize = 0; letter < letters; letter++)
    store<u8>(start + 1 + letter, load<u8>(changetype<usize>(name) + (letter << 1)));
  store<u8>(start + 1 + letters, 0);
  return start + 2 + letters;
}

function makeId(at: usize, now: f64): usize {
  store<u32>(at, bswap<u32>(<u32>(now / 1000)));
  store<u32>(at + 4, <u32>random);
  store<u32>(at + 8, bswap<u32>(((<u32>(random >> 8)) & 0xff000000) | (made++ & 0xffffff)));
  return at + ID_BYTES;
}

/** @param digits 24 of them, hexadecimal, small letters */
function readId(at: usize, digits: usize): usize {
  for (let byte: usize = 0; byte < ID_BYTES; byte++) {
    const pair: i32 = load<u16>(digits + (byte << 1));
    store<u8>(at + byte, <u8>((valueOf(pair & 0xff) << 4) | valueOf(pair >> 8)));
  }
  return at + ID_BYTES;
}

function valueOf(digit: i32): i32 {
  return (digit & 0xf) + (digit > 0x39 ? 9 : 0);
}

function entryId(at: usize, entry: i32): usize {
  const letters = entryIdLength(entry);
  store<u32>(at, <u32>letters + 1);
  memory.copy(at + 4, entryIdAt(entry), letters);
  store<u8>(at + 4 + letters, 0);
  return at + 5 + letters;
}
