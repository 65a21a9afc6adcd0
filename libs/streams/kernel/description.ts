import { Room } from '../../telemetry/kernel/encode/room';
import { NONE } from './points';
import { runAt } from './runs';
import { ID_LENGTH, namesAt, streamAt } from './streams';

/** Of a stream: its id, and how long its name is and how many runs it has; of a run four doubles. */
const STREAM_BYTES: usize = ID_LENGTH + 8;
const RUN_BYTES: usize = 32;

const text = new Room();

export function descriptionAt(): usize {
  return text.at;
}

/**
 * Writes for the scripts of Redis what is known of the streams `from` … `to − 1`: id, length of the name and number of runs
 * (u32), name, runs.
 *
 * @returns how many bytes
 */
export function describe(from: i32, to: i32): usize {
  let length: usize = 0;
  for (let index = from; index < to; index++) {
    const stream = streamAt(index);
    text.reserve(length + STREAM_BYTES + stream.nameLength + <usize>stream.runs * RUN_BYTES);
    const at = text.at + length;
    memory.copy(at, changetype<usize>(stream), ID_LENGTH);
    store<i32>(at + ID_LENGTH, stream.nameLength);
    store<i32>(at + ID_LENGTH + 4, stream.runs);
    memory.copy(at + STREAM_BYTES, namesAt() + stream.nameAt, stream.nameLength);
    length += STREAM_BYTES + stream.nameLength;
    for (let next = stream.firstRun; next != NONE;) {
      const run = runAt(next);
      memory.copy(text.at + length, changetype<usize>(run), RUN_BYTES);
      length += RUN_BYTES;
      next = run.next;
    }
  }
  return length;
}
