import { Room } from '../../telemetry/kernel/encode/room';

/** Two numbers of 64 bits and a dash are shorter; the first byte says how long it is. */
const ENTRY_BYTES: usize = 48;

const table = new Room();

/** @returns where the id of that log entry is to be put */
export function entryIdRoom(entry: i32, length: i32): usize {
  table.reserve(<usize>(entry + 1) * ENTRY_BYTES);
  store<u8>(placeOf(entry), <u8>length);
  return placeOf(entry) + 1;
}

export function entryIdAt(entry: i32): usize {
  return placeOf(entry) + 1;
}

export function entryIdLength(entry: i32): usize {
  return load<u8>(placeOf(entry));
}

function placeOf(entry: i32): usize {
  return table.at + <usize>entry * ENTRY_BYTES;
}
