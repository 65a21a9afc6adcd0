import { type StreamEntry } from './stream-entry';

/** `lat` and `lng` of telemetry, and what else clients call a place. */
const PLACE =
  /^(lat|lng|lon|long|latitude|longitude|positions?|locations?|coordinates?|coords?|gps|geo|geometry|geohash|geojson)$|[_-](lat|lng|lon|long|latitude|longitude)$/i;
const PLACE_AT_END = /[a-z0-9](Lat|Lng|Lon|Long|Latitude|Longitude)$/;
/** Whether it is worth reading at all; a key may be written with escapes. */
const PERHAPS = /lat|lng|lon|posi|loca|coord|gps|geo|\\u/i;
/** Nobody nests telemetry so deep. */
const DEEPEST = 32;

/** One an entry, however many viewers there are. */
const hidden = new WeakMap<StreamEntry, StreamEntry>();

/** The entry as somebody sees it who may not know where the rider is; itself where it says nothing of that. */
export function withoutPosition(entry: StreamEntry): StreamEntry {
  if (!PERHAPS.test(entry.message)) return entry;
  const known = hidden.get(entry);
  if (known) return known;
  const message = stripped(entry.message);
  const shown = message === entry.message ? entry : { ...entry, message };
  hidden.set(entry, shown);
  return shown;
}

/** A text that is no JSON is what somebody wrote to be read, and stays. */
function stripped(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return text;
  }
  let removed = false;
  const strip = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (depth > DEEPEST) {
      removed = true;
      return null;
    }
    if (Array.isArray(value)) return value.map((item) => strip(item, depth + 1));
    const kept = Object.entries(value).filter(([key]) => !PLACE.test(key) && !PLACE_AT_END.test(key));
    removed ||= kept.length < Object.keys(value).length;
    return Object.fromEntries(kept.map(([key, item]) => [key, strip(item, depth + 1)]));
  };
  const rest = strip(content, 0);
  return removed ? JSON.stringify(rest) : text;
}
