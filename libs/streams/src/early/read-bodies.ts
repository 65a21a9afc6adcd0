import { MAX_STEP } from '../intake';
import { type PointRuns } from '../point-runs';
import { MAX_MESSAGE_BYTES } from '../telemetry-message';
import { BACKSLASH, BLANK, CLOSE, CLOSE_OBJECT, COLON, COMMA, OPEN, OPEN_OBJECT, QUOTE } from './json-bytes';
import { PointReader } from './point-reader';

const POINTS = Buffer.from('"points"');
const MESSAGE = Buffer.from('"message"');
const BEYOND_ASCII = 0x7f;

const batch = new PointReader(MAX_STEP);
const single = new PointReader(1);
const text = Buffer.alloc(MAX_MESSAGE_BYTES);

/**
 * The body of `POST …/points`, if it is plainly one: `{"points":[…]}` with at most {@link MAX_STEP} points, each later than the
 * one before.
 * @returns null for any other, which may be right or wrong
 */
export function readPointsBody(body: Uint8Array): PointRuns | null {
  const { json } = batch;
  batch.begin(body);
  if (!json.is(OPEN_OBJECT)) return null;
  json.blanks();
  if (!json.are(POINTS) || !json.is(COLON) || !json.is(OPEN)) return null;
  do if (!batch.point()) return null;
  while (json.is(COMMA));
  return json.is(CLOSE) && json.is(CLOSE_OBJECT) && json.isAtEnd() ? batch.take() : null;
}

/**
 * The body of `POST …/messages`, if it is plainly a point that was written as JSON within JSON: `{"message":"{…}"}`.
 * @returns null for any other, which may be right or wrong
 */
export function readMessageBody(body: Uint8Array): { text: string; runs: PointRuns } | null {
  const length = unpack(body);
  if (length === 0) return null;
  single.begin(text, length);
  if (!single.point() || !single.json.isAtEnd() || !(single.isDeclared || single.hasChannel)) return null;
  return { text: text.toString('latin1', 0, length), runs: single.take() };
}

/** @returns bytes of the message, which are in {@link text} then; 0 if there is no plain one */
function unpack(body: Uint8Array): number {
  const { json } = single;
  json.begin(body, body.length);
  if (!json.is(OPEN_OBJECT)) return 0;
  json.blanks();
  if (!json.are(MESSAGE) || !json.is(COLON) || !json.is(QUOTE)) return 0;
  let length = 0;
  let { at } = json;
  // Whatever else riders write to each other may be long.
  if (body[at] !== OPEN_OBJECT) return 0;
  for (; at < body.length && length < text.length; at += 1) {
    let code = body[at]!;
    if (code === QUOTE) break;
    if (code === BACKSLASH) {
      code = body[(at += 1)] ?? 0;
      if (code !== QUOTE) return 0;
    }
    if (code < BLANK || code >= BEYOND_ASCII) return 0;
    text[length++] = code;
  }
  if (body[at] !== QUOTE) return 0;
  json.at = at + 1;
  return json.is(CLOSE_OBJECT) && json.isAtEnd() ? length : 0;
}
