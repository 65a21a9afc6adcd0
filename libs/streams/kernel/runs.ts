import { Room } from '../../telemetry/kernel/encode/room';
import { NONE } from './points';
import { Stream } from './streams';

/** Records of one stream whose numbers follow each other, and the id of the last message of the last of them. */
@unmanaged
export class Run {
  first: f64;
  last: f64;
  arrival: f64;
  ordinal: f64;
  next: i32;
}

/** Runs lie so far from each other. */
export const RUN_BYTES: usize = 40;

const table = new Room();
let runs: i32 = 0;

export function forgetRuns(): void {
  runs = 0;
}

export function runAt(run: i32): Run {
  return changetype<Run>(table.at + <usize>run * RUN_BYTES);
}

/** Notes that the stream has the record of that number. */
export function addToRuns(stream: Stream, sequence: f64, arrival: f64, ordinal: f64): void {
  if (stream.firstRun == NONE || runAt(stream.lastRun).last != sequence - 1) begin(stream, sequence);
  const run = runAt(stream.lastRun);
  run.last = sequence;
  run.arrival = arrival;
  run.ordinal = ordinal;
}

function begin(stream: Stream, sequence: f64): void {
  const added = runs++;
  table.reserve(<usize>runs * RUN_BYTES);
  const run = runAt(added);
  run.first = sequence;
  run.next = NONE;
  if (stream.firstRun == NONE) stream.firstRun = added;
  else runAt(stream.lastRun).next = added;
  stream.lastRun = added;
  stream.runs++;
}
