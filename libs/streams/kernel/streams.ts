import { Room } from '../../telemetry/kernel/encode/room';
import { NONE, setNext } from './points';

/** Letters of an id. */
export const ID_LENGTH: usize = 24;

/** What is known of a stream; ids as they are written, places of its name among the names of all. */
@unmanaged
export class Stream {
  id0: u64;
  id1: u64;
  id2: u64;
  user0: u64;
  user1: u64;
  user2: u64;
  nameAt: i32;
  nameLength: i32;
  /** Number of the first and the last log entry with points of it. */
  firstEntry: i32;
  lastEntry: i32;
  firstPoint: i32;
  lastPoint: i32;
  points: i32;
  firstRun: i32;
  lastRun: i32;
  runs: i32;
}

const table = new Room();
const names = new Room();
/** By hash a stream (i32), or NONE. Never more than half full. */
const slots = new Room();
let slotCount: i32 = 0;
let namesLength: i32 = 0;

export let streams: i32 = 0;

export function forgetStreams(): void {
  streams = 0;
  namesLength = 0;
  clearSlots();
}

export function streamAt(stream: i32): Stream {
  return changetype<Stream>(table.at + <usize>stream * offsetof<Stream>());
}

export function namesAt(): usize {
  return names.at;
}

/** The stream of that id, which begins with this entry if it is not there yet. */
export function findStream(id: usize, user: usize, name: usize, nameLength: i32, entry: i32): Stream {
  const id0 = load<u64>(id);
  const id1 = load<u64>(id, 8);
  const id2 = load<u64>(id, 16);
  let slot = slotOf(id0, id1, id2);
  for (let stream = slotAt(slot); stream != NONE; stream = slotAt(slot)) {
    const found = streamAt(stream);
    if (found.id0 == id0 && found.id1 == id1 && found.id2 == id2) return found;
    slot = (slot + 1) & (slotCount - 1);
  }
  const added = streams++;
  table.reserve(<usize>streams * offsetof<Stream>());
  const stream = streamAt(added);
  memory.copy(changetype<usize>(stream), id, ID_LENGTH);
  memory.copy(changetype<usize>(stream) + ID_LENGTH, user, ID_LENGTH);
  stream.nameAt = namesLength;
  stream.nameLength = nameLength;
  keepName(name, nameLength);
  stream.firstEntry = entry;
  stream.firstPoint = NONE;
  stream.firstRun = NONE;
  stream.points = 0;
  stream.runs = 0;
  store<i32>(slots.at + ((<usize>slot) << 2), added);
  if (2 * streams > slotCount) clearSlots();
  return stream;
}

/** Appends points that lie one behind the other. */
export function addPoints(stream: Stream, place: i32, count: i32): void {
  if (stream.firstPoint == NONE) stream.firstPoint = place;
  else setNext(stream.lastPoint, place);
  for (let point = place; point < place + count - 1; point++) setNext(point, point + 1);
  stream.lastPoint = place + count - 1;
  setNext(stream.lastPoint, NONE);
  stream.points += count;
}

function keepName(name: usize, length: i32): void {
  names.reserve(namesLength + length);
  memory.copy(names.at + namesLength, name, length);
  namesLength += length;
}

function slotAt(slot: i32): i32 {
  return load<i32>(slots.at + ((<usize>slot) << 2));
}

/** Ids of one moment differ in a few digits at their end. */
function slotOf(id0: u64, id1: u64, id2: u64): i32 {
  const mixed = (id0 ^ (id1 * 0x9e3779b97f4a7c15) ^ rotl<u64>(id2, 32)) * 0xff51afd7ed558ccd;
  return (<i32>(mixed >> 40)) & (slotCount - 1);
}

/** Makes them at least four times as many as there are streams, and puts those in. */
function clearSlots(): void {
  while (slotCount < 4 * max(streams, 64)) slotCount = max(64, 2 * slotCount);
  slots.reserve((<usize>slotCount) << 2);
  memory.fill(slots.at, 0xff, (<usize>slotCount) << 2);
  for (let stream = 0; stream < streams; stream++) {
    const known = streamAt(stream);
    let slot = slotOf(known.id0, known.id1, known.id2);
    while (slotAt(slot) != NONE) slot = (slot + 1) & (slotCount - 1);
    store<i32>(slots.at + ((<usize>slot) << 2), stream);
  }
}
