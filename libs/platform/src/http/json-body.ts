import { InvalidError } from '../errors';

/** Whatever walks through a body does so by calling itself: a deep one would end in an overflow of the stack. */
const MAX_DEPTH = 32;
/** Names by which an object's prototype is reached; some of what handles bodies would drop them in silence. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
/** What a text must hold for there to be such a name: as it is, or spelled in escapes. */
const SUSPICIOUS = [...FORBIDDEN, '\\u00'];

/**
 * Parses JSON of strangers; nothing gives undefined.
 * @throws InvalidError `BAD_REQUEST` when it is no JSON; VALIDATION_FAILED when it is too deep, has more fields than
 * `maxFields` in all its objects together, or a field that leads to a prototype
 */
export function parseJson(body: Buffer, maxFields: number): unknown {
  if (body.length === 0) return undefined;
  measure(body, maxFields);
  const text = body.toString('utf8');
  const value = parse(text);
  const forbidden = SUSPICIOUS.some((part) => text.includes(part)) ? forbiddenField(value, '') : null;
  if (forbidden !== null) throw InvalidError.field(forbidden, 'is not a known field');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidError('BAD_REQUEST', 'The body is not valid JSON');
  }
}

const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT, COLON] = Buffer.from('"\\[]{}:');

/** Goes over the text once, before anything is made of it. */
function measure(json: Buffer, maxFields: number): void {
  let depth = 0;
  let fields = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === COLON) fields += 1;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH) throw InvalidError.field('body', `must not be nested deeper than ${MAX_DEPTH}`);
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth -= 1;
  }
  if (fields > maxFields) throw InvalidError.field('body', `must not have more than ${maxFields} fields`);
}

function forbiddenField(value: unknown, path: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const field = path === '' ? name : `${path}.${name}`;
    if (!Array.isArray(value) && FORBIDDEN.has(name)) return field;
    const found = forbiddenField(inner, field);
    if (found !== null) return found;
  }
  return null;
}
