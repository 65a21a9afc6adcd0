import { type ErrorDetail, InvalidError, TooLargeError } from '#platform';
import { type Channel, CHANNELS, type TelemetryRow } from '#telemetry';

export const MAX_MESSAGE_BYTES = 100 * 1024;
export const MAX_POINTS = 10_000;
/** Several times what a point with every channel takes. */
const MAX_LINE_LENGTH = 1_000;
/** The last instant that a Date can hold. */
export const MAX_TIMESTAMP = 8.64e15;
/** What the app sends beside the channels; nothing is computed from it. */
const IGNORED = new Set(['elapsed', 'dataType']);
const KNOWN = new Set<string>([...CHANNELS, 'timestamp', ...IGNORED]);
const NOTHING_MEASURED: TelemetryRow = [0, ...CHANNELS.map(() => null)];

/** A message as it is kept and shown, and the point in it if it is telemetry. */
export interface IncomingMessage {
  text: string;
  row: TelemetryRow | null;
}

/**
 * Reads what a client posted as `message`: a string as it is, an object as JSON. Telemetry is what says so by
 * `dataType`, or has a timestamp and at least one channel; everything else is a message that adds no point.
 * @param arrival unix ms, the time of a point whose sender sent `timestamp: null`
 * @throws TooLargeError above 100 KB, InvalidError when declared telemetry is malformed
 */
export function readMessage(message: unknown, arrival: number): IncomingMessage {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES) {
    throw new TooLargeError('MESSAGE_TOO_LARGE', 'message must not be larger than 100 KB', [
      { field: 'message', message: 'must not be larger than 100 KB' },
    ]);
  }
  const content = typeof message === 'string' ? parseObject(message) : message;
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return { text, row: null };
  const fields = content as Record<string, unknown>;
  const declared = fields['dataType'] === 'workout_metrics';
  if (!declared && (fields['dataType'] !== undefined || !looksLikeTelemetry(fields))) return { text, row: null };

  const faults: ErrorDetail[] = [];
  const row = readRow(fields, fields['timestamp'] ?? arrival, 'message', faults);
  if (row) return { text, row };
  if (!declared) return { text, row: null };
  throw invalid(faults);
}

/**
 * Validates the body of `POST …/points`: `{points: […]}`, or the lines of an NDJSON body.
 * @throws InvalidError naming the first faults, e.g. `points.3.power`; nothing is taken then
 */
export function readPoints(body: unknown): TelemetryRow[] {
  const points = typeof body === 'string' ? parseLines(body) : unwrap(body);
  if (points.length === 0) throw InvalidError.field('points', 'must hold at least one point');
  if (points.length > MAX_POINTS) throw InvalidError.field('points', `must not hold more than ${MAX_POINTS} points`);
  const faults: ErrorDetail[] = [];
  const rows: TelemetryRow[] = [];
  for (let index = 0; index < points.length && faults.length < 10; index += 1) {
    const row = readPoint(points[index], index, faults);
    if (row) rows.push(row);
  }
  if (faults.length > 0) throw invalid(faults);
  return rows;
}

function readPoint(value: unknown, index: number, faults: ErrorDetail[]): TelemetryRow | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.push({ field: `points.${index}`, message: 'must be an object' });
    return null;
  }
  const fields = value as Record<string, unknown>;
  const before = faults.length;
  const row = readRow(fields, fields['timestamp'], index, faults);
  for (const name in fields) if (!KNOWN.has(name)) faults.push(faultOf(index, name, 'is not a known field'));
  return faults.length === before ? row : null;
}

/** The row that is made of it is all that a point leaves behind: what riders send is most of what there is to collect. */
function readRow(
  fields: Record<string, unknown>,
  timestamp: unknown,
  place: string | number,
  faults: ErrorDetail[],
): TelemetryRow | null {
  const before = faults.length;
  const row: TelemetryRow = NOTHING_MEASURED.slice();
  let length = 1;
  if (typeof timestamp === 'number' && timestamp >= 0 && timestamp <= MAX_TIMESTAMP) row[0] = Math.floor(timestamp);
  else faults.push(faultOf(place, 'timestamp', 'must be a time in unix milliseconds'));
  for (let cell = 1; cell <= CHANNELS.length; cell += 1) {
    const channel = CHANNELS[cell - 1] as Channel;
    const reading = fields[channel];
    if (reading === undefined || reading === null) continue;
    if (typeof reading === 'number' && Number.isFinite(reading)) {
      row[cell] = reading;
      length = cell + 1;
    } else faults.push(faultOf(place, channel, 'must be a number or null'));
  }
  row.length = length;
  return faults.length === before ? row : null;
}

/** @param place the name of a field, or the index of a point */
function faultOf(place: string | number, name: string, message: string): ErrorDetail {
  return { field: `${typeof place === 'number' ? `points.${place}` : place}.${name}`, message };
}

function looksLikeTelemetry(fields: Record<string, unknown>): boolean {
  const measured = (channel: Channel): boolean => typeof fields[channel] === 'number' || fields[channel] === null;
  return typeof fields['timestamp'] === 'number' && CHANNELS.some(measured);
}

function parseObject(text: string): unknown {
  if (!/^\s*\{/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unwrap(body: unknown): unknown[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw InvalidError.field('body', 'must be {"points": […]}');
  const unknown = Object.keys(body).find((key) => key !== 'points');
  if (unknown !== undefined) throw InvalidError.field(unknown, 'is not a known field');
  const { points } = body as { points?: unknown };
  if (!Array.isArray(points)) throw InvalidError.field('points', 'must be an array of points');
  return points;
}

function parseLines(body: string): unknown[] {
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > MAX_POINTS) throw InvalidError.field('points', `must not hold more than ${MAX_POINTS} points`);
  return lines.map((line, index) => {
    if (line.length > MAX_LINE_LENGTH)
      throw InvalidError.field(`points.${index}`, `must not be longer than ${MAX_LINE_LENGTH} characters`);
    try {
      return JSON.parse(line) as unknown;
    } catch {
      throw InvalidError.field(`points.${index}`, 'must be one JSON object a line');
    }
  });
}

function invalid(faults: ErrorDetail[]): InvalidError {
  const [first] = faults;
  return new InvalidError('VALIDATION_FAILED', `${first?.field} ${first?.message}`, faults);
}
