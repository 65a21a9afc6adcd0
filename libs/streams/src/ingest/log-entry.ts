import { type TelemetryRow } from '#telemetry';

import { arrivalOf, isEntryId, ordinalOf } from '../entry-id';
import { field } from '../stream-entry';
import { type Gatherer } from './gatherer';
import { type LogRecord } from './log-record';

/** An entry that cannot be read; the message is the reason that its dead letter carries. */
export class UnreadableEntryError extends Error {}
/** A block of which some records cannot be read: they have to be told apart. */
export class UnreadableRecordError extends Error {}

const OBJECT_ID = /^[0-9a-f]{24}$/;
const BLOCK = Buffer.from('block');
/** How each record of a block ends. */
const END = ',\n';

/**
 * An entry is a block of records, JSON arrays with an {@link END} each; or, as it was before there were blocks, one record
 * with the fields `head` and `rows`.
 * @param gatherer gets its records, if all of it can be read
 * @param entry its number among those that are gathered
 * @returns how many records it has
 * @throws UnreadableEntryError naming what is wrong, UnreadableRecordError when the block has other records too
 */
export function readLogEntry(fields: readonly Buffer[], gatherer: Gatherer, entry: number): number {
  const block = fields[0]?.equals(BLOCK) ? fields[1] : undefined;
  const asWritten = block ? gatherer.addBlock(block, entry) : 0;
  if (asWritten > 0) return asWritten;
  const records = block ? readBlock(block.toString()) : [readSingle(fields.map(String))];
  for (const record of records) gatherer.addRecord(record, entry);
  return records.length;
}

/** Whose entry this is, as far as it tells. */
export function subjectOf(fields: readonly string[]): { streamName: string | null; owner: string | null } {
  const record = parsed(field(fields, 'block')?.replace(/,\n[^]*$/, '') ?? '');
  const [, streamName, owner] = Array.isArray(record)
    ? (record as unknown[])
    : (field(fields, 'head')?.split(' ') ?? []);
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return { streamName: text(streamName), owner: text(owner) };
}

function readBlock(block: string): LogRecord[] {
  try {
    if (!block.endsWith(END)) throw new UnreadableEntryError('field block is cut off');
    const records = parsed(`[${block.slice(0, -END.length)}]`);
    if (!Array.isArray(records) || records.length !== linesOf(block))
      throw new UnreadableEntryError('field block is no JSON');
    return records.map((record) => toRecord(Array.isArray(record) ? record : []));
  } catch (error) {
    throw linesOf(block) > 1 ? new UnreadableRecordError(String(error)) : error;
  }
}

function readSingle(fields: readonly string[]): LogRecord {
  const head = field(fields, 'head');
  const rows = field(fields, 'rows');
  if (head === undefined) throw new UnreadableEntryError('field head is missing');
  if (rows === undefined) throw new UnreadableEntryError('field rows is missing');
  const [streamId, streamName, userId, sequence = '', ...rest] = head.split(' ');
  const number = /^\d{1,15}$/.test(sequence) ? Number(sequence) : undefined;
  return toRecord([streamId, streamName, userId, number, rest.join(' '), parsed(rows)]);
}

/** @param values id and name of the stream, owner, sequence, id of the last message, rows */
function toRecord([streamId, streamName, userId, sequence, lastEntryId, rows]: unknown[]): LogRecord {
  if (!isObjectId(streamId)) throw new UnreadableEntryError('names no stream');
  if (typeof streamName !== 'string' || streamName === '') throw new UnreadableEntryError('has no name of a stream');
  if (!isObjectId(userId)) throw new UnreadableEntryError('names no owner');
  if (!isSequence(sequence)) throw new UnreadableEntryError('has no sequence number');
  if (!isEntryId(lastEntryId)) throw new UnreadableEntryError('has no id of a message');
  if (rows === undefined) throw new UnreadableEntryError('field rows is no JSON');
  if (!areRows(rows)) throw new UnreadableEntryError('holds no points');
  const [arrival, ordinal] = [arrivalOf(lastEntryId), ordinalOf(lastEntryId)];
  return { streamId, streamName, userId, sequence, arrival, ordinal, rows };
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

const isSequence = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 1e15;

const isObjectId = (value: unknown): value is string => typeof value === 'string' && OBJECT_ID.test(value);

const areRows = (rows: unknown): rows is TelemetryRow[] => Array.isArray(rows) && rows.length > 0 && rows.every(isRow);

const isRow = (row: unknown): row is TelemetryRow =>
  Array.isArray(row) && typeof row[0] === 'number' && row.every((value) => value === null || typeof value === 'number');
