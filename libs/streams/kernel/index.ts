import { ARRIVALS, beginColumns, COLUMNS, input, TIMESTAMPS } from '../../telemetry/kernel/encode/columns';
import { writeColumn } from '../../telemetry/kernel/encode/column';
import { beginFile, bodyLength } from '../../telemetry/kernel/encode/file';
import { Room } from '../../telemetry/kernel/encode/room';
import { readRecords, recordAt } from './block-reader';
import { addDocument } from './documents';
import { addPoint, forgetFrom, NONE, nextOf, pointAt, points } from './points';
import { addToRuns, forgetRuns } from './runs';
import { addPoints, findStream, forgetStreams, ID_LENGTH, Stream, streamAt } from './streams';

export { bodyAt, bodyLength } from '../../telemetry/kernel/encode/file';
export { describe, descriptionAt } from './description';
export { beginDocuments, beginIds, documentsAt, documentsLength } from './documents';
export { entryIdRoom } from './entries';
export { points } from './points';
export { streams } from './streams';

/** Read past the end of a block, at the most. */
const BEHIND: usize = 32;

const text = new Room();

/** Forgets all that was gathered. */
export function clear(): void {
  forgetFrom(0);
  forgetStreams();
  forgetRuns();
}

/** @returns where so many bytes are to be put, to be read */
export function textRoom(length: i32): usize {
  text.reserve(<usize>length + BEHIND);
  return text.at;
}

/**
 * Gathers the records of the block that was put there.
 *
 * @param entry number of its log entry
 * @returns how many records; 0 where it is not written as the service writes it, and then nothing was taken
 */
export function addBlock(length: i32, entry: i32): i32 {
  const records = readRecords(text.at, text.at + length);
  for (let index = 0; index < records; index++) {
    const record = recordAt(index);
    const stream = findStream(record.id, record.user, record.name, record.nameLength, entry);
    stream.lastEntry = entry;
    addToRuns(stream, record.sequence, record.arrival, record.ordinal);
    addPoints(stream, record.place, record.points);
  }
  return records;
}

/**
 * Gathers one record whose stream id, owner and name were put there, one behind the other.
 *
 * @returns where its rows are to be written
 */
export function addRecord(nameLength: i32, sequence: f64, arrival: f64, ordinal: f64, rows: i32, entry: i32): usize {
  const user = text.at + ID_LENGTH;
  const stream = findStream(text.at, user, user + ID_LENGTH, nameLength, entry);
  stream.lastEntry = entry;
  addToRuns(stream, sequence, arrival, ordinal);
  const place = points;
  for (let row = 0; row < rows; row++) addPoint(arrival);
  addPoints(stream, place, rows);
  return pointAt(place);
}

/** @returns where what is known of a stream lies: see the class Stream */
export function streamPlace(stream: i32): Stream {
  return streamAt(stream);
}

export function pointsOf(stream: i32): i32 {
  return streamAt(stream).points;
}

/** Writes the columns of a file with the points of a stream, in order of arrival. @returns how long they are */
export function encodeStream(index: i32): usize {
  const stream = streamAt(index);
  beginColumns(stream.points);
  beginFile();
  for (let column = 0; column < COLUMNS; column++) {
    const isMeasured = fill(column, stream.firstPoint);
    if (isMeasured || column == TIMESTAMPS || column == ARRIVALS) writeColumn(column);
  }
  return bodyLength();
}

/** Makes a document of the stream whose columns were written: see documents.ts. */
export function endStream(index: i32, packed: usize, now: f64): void {
  addDocument(streamAt(index), packed, now);
}

/** @returns whether any of its values is measured */
function fill(column: i32, first: i32): bool {
  let isMeasured = false;
  let at = input.at;
  for (let point = first; point != NONE; point = nextOf(point)) {
    const value = load<f64>(pointAt(point) + ((<usize>column) << 3));
    if (value == value) isMeasured = true;
    store<f64>(at, value);
    at += 8;
  }
  return isMeasured;
}
