import { Room } from '../../telemetry/kernel/encode/room';
import { BLANK, MINUS } from './codes';
import { NONE } from './points';
import { Run, runAt } from './runs';
import { ID_LENGTH, namesAt, streamAt } from './streams';
import { writeText } from './text';

/** Of a stream: its id, how much follows of it, how long its name is and how many runs it has. */
const STREAM_BYTES: usize = ID_LENGTH + 12;
/** Of a run: two doubles, and the length of its text with three numbers of at most 19 digits. */
const MOST_OF_RUN: usize = 17 + 59;

const text = new Room();

export function descriptionAt(): usize {
  return text.at;
}

/**
 * Writes for the scripts of Redis what is known of the streams `from` … `to − 1`: id, bytes that follow, length of the name and
 * number of runs (u32), first run, name, further runs. A run is its first and last number (f64), and behind its length (u8) the
 * text of a mark that has reached its end: `<last> <entry id>`. What the script needs of most streams stands in one place.
 *
 * @returns how many bytes
 */
export function describe(from: i32, to: i32): usize {
  let length: usize = 0;
  for (let index = from; index < to; index++) {
    const stream = streamAt(index);
    text.reserve(length + STREAM_BYTES + stream.nameLength + <usize>stream.runs * MOST_OF_RUN);
    const at = text.at + length;
    memory.copy(at, changetype<usize>(stream), ID_LENGTH);
    const first = runAt(stream.firstRun);
    const name = writeRun(at + STREAM_BYTES, first);
    memory.copy(name, namesAt() + stream.nameAt, stream.nameLength);
    const end = writeRuns(name + stream.nameLength, first.next);
    store<u32>(at + ID_LENGTH, <u32>(end - at - ID_LENGTH - 4));
    store<i32>(at + ID_LENGTH + 4, stream.nameLength);
    store<i32>(at + ID_LENGTH + 8, stream.runs);
    length = end - text.at;
  }
  return length;
}

/** @returns where they end */
function writeRuns(start: usize, first: i32): usize {
  let at = start;
  for (let next = first; next != NONE;) {
    const run = runAt(next);
    at = writeRun(at, run);
    next = run.next;
  }
  return at;
}

/** @returns where it ends */
function writeRun(at: usize, run: Run): usize {
  store<f64>(at, run.first);
  store<f64>(at + 8, run.last);
  let end = writeText(at + 17, run.last);
  store<u8>(end, <u8>BLANK);
  end = writeText(end + 1, run.arrival);
  store<u8>(end, <u8>MINUS);
  end = writeText(end + 1, run.ordinal);
  store<u8>(at + 16, <u8>(end - at - 17));
  return end;
}
