import { type ErrorDetail, InvalidError, TooLargeError } from '#platform';
import { type Channel, CHANNELS, type TelemetryPoint } from '#telemetry';

export const MAX_MESSAGE_BYTES = 100 * 1024;
export const MAX_POINTS = 10_000;
/** Several times what a point with every channel takes. */
const MAX_LINE_LENGTH = 1_000;
/** The last instant that a Date can hold. */
export const MAX_TIMESTAMP = 8.64e15;
/** What the app sends beside the channels; nothing is computed from it. */
const IGNORED = new Set(['elapsed', 'dataType']);
const KNOWN = new Set<string>([...CHANNELS, 'timestamp', ...IGNORED]);

/** A message as it is kept and shown, and the point in it if it is telemetry. */
export interface IncomingMessage {
  text: string;
  point: TelemetryPoint | null;
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
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return { text, point: null };
  const fields = content as Record<string, unknown>;
  const declared = fields['dataType'] === 'workout_metrics';
  if (!declared && (fields['dataType'] !== undefined || !looksLikeTelemetry(fields))) return { text, point: null };

  const faults: ErrorDetail[] = [];
  const timestamp = fields['timestamp'] ?? arrival;
  const point = readPoint({ ...fields, timestamp }, 'message', faults);
  if (faults.length === 0) return { text, point };
  if (!declared) return { text, point: null };
  throw invalid(faults);
}

/**
 * Validates the body of `POST …/points`: `{points: […]}`, or the lines of an NDJSON body.
 * @throws InvalidError naming the first faults, e.g. `points.3.power`; nothing is taken then
 */
export function readPoints(body: unknown): TelemetryPoint[] {
  const points = typeof body === 'string' ? parseLines(body) : unwrap(body);
  if (points.length === 0) throw InvalidError.field('points', 'must hold at least one point');
  if (points.length > MAX_POINTS) throw InvalidError.field('points', `must not hold more than ${MAX_POINTS} points`);
  const faults: ErrorDetail[] = [];
  const valid: TelemetryPoint[] = [];
  for (const [index, value] of points.entries()) {
    const point = readPoint(value, `points.${index}`, faults, true);
    if (point) valid.push(point);
    if (faults.length >= 10) break;
  }
  if (faults.length > 0) throw invalid(faults);
  return valid;
}

function readPoint(value: unknown, path: string, faults: ErrorDetail[], strict = false): TelemetryPoint | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.push({ field: path, message: 'must be an object' });
    return null;
  }
  const before = faults.length;
  const fields = value as Record<string, unknown>;
  const timestamp = typeof fields['timestamp'] === 'number' ? fields['timestamp'] : NaN;
  if (!(timestamp >= 0 && timestamp <= MAX_TIMESTAMP)) {
    faults.push({ field: `${path}.timestamp`, message: 'must be a time in unix milliseconds' });
  }
  const point: TelemetryPoint = { timestamp: Math.floor(timestamp) };
  for (const channel of CHANNELS) {
    const reading = fields[channel];
    if (reading === undefined || reading === null) continue;
    if (typeof reading === 'number' && Number.isFinite(reading)) point[channel] = reading;
    else faults.push({ field: `${path}.${channel}`, message: 'must be a number or null' });
  }
  if (strict) {
    const unknown = Object.keys(fields).find((key) => !KNOWN.has(key));
    if (unknown !== undefined) faults.push({ field: `${path}.${unknown}`, message: 'is not a known field' });
  }
  return faults.length === before ? point : null;
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
