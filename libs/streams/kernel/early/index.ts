import { Room } from '../../../telemetry/kernel/encode/room';
import { BACKSLASH, BLANK, CLOSE, CLOSE_OBJECT, COLON, COMMA, DELETE, OPEN, OPEN_OBJECT, QUOTE } from '../codes';
import { at, begin, blanks, codeAt, is, isAtEnd, moveTo } from './json';
import { beginPoints, isPlainlyAPoint, readPoint } from './point';
import { endRuns } from './runs';
import { isWord, lengthOf, MESSAGE, POINTS } from './words';

export { count, earliest, latest } from './point';
export { runAt, runs } from './runs';
export { wordRoom } from './words';

/** Read past the end of a text, at the most. */
const BEHIND: usize = 64;

const body = new Room();
const text = new Room();

/** @returns where a body of so many bytes is to be put */
export function bodyRoom(length: i32): usize {
  body.reserve(<usize>length + BEHIND);
  return body.at;
}

/** @returns where the message lies that was read last */
export function messageAt(): usize {
  return text.at;
}

/** Reads `{"points":[…]}` with at most so many points, each later than the one before. @returns whether it is plainly that */
export function readPoints(length: i32, most: i32): bool {
  beginPoints(most);
  begin(body.at, length);
  if (!is(OPEN_OBJECT) || !isKey(POINTS) || !is(OPEN)) return false;
  do {
    if (!readPoint()) return false;
  } while (is(COMMA));
  endRuns();
  return is(CLOSE) && is(CLOSE_OBJECT) && isAtEnd();
}

/**
 * Reads a point that was written as JSON within JSON, `{"message":"{…}"}`.
 *
 * @returns how long the message is, at most `mostBytes`; 0 where the body is not plainly that
 */
export function readMessage(length: i32, mostBytes: i32): i32 {
  text.reserve(<usize>mostBytes + BEHIND);
  begin(body.at, length);
  const unpacked = unpack(mostBytes);
  if (unpacked == 0) return 0;
  beginPoints(1);
  begin(text.at, unpacked);
  if (!readPoint() || !isAtEnd() || !isPlainlyAPoint()) return 0;
  endRuns();
  return unpacked;
}

function isKey(word: i32): bool {
  blanks();
  if (!isWord(word, at)) return false;
  moveTo(at + lengthOf(word));
  return is(COLON);
}

/** @returns bytes of the message; 0 if there is no plain one */
function unpack(mostBytes: i32): i32 {
  if (!is(OPEN_OBJECT) || !isKey(MESSAGE) || !is(QUOTE)) return 0;
  // Whatever else riders write to each other may be long.
  if (codeAt(at) != OPEN_OBJECT) return 0;
  let place = at;
  let length = 0;
  for (; length < mostBytes; place++) {
    let code = codeAt(place);
    if (code == QUOTE) break;
    if (code == BACKSLASH) {
      code = codeAt(++place);
      if (code != QUOTE) return 0;
    }
    if (code < BLANK || code >= DELETE) return 0;
    store<u8>(text.at + length++, <u8>code);
  }
  if (codeAt(place) != QUOTE) return 0;
  moveTo(place + 1);
  return is(CLOSE_OBJECT) && isAtEnd() ? length : 0;
}
