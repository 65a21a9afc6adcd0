/** A shape is for people who look for an index, not for the whole of a long list. */
const LONGEST = 600;
const DEEPEST = 8;

/**
 * What a filter, an update or a pipeline asks, without any value that it asks for: `{"userId":"?","startTime":{"$gte":"?"}}`.
 * Of a list of values only the first is shown, of the stages of a pipeline all.
 */
export function shapeOf(value: unknown): string {
  const text = JSON.stringify(withoutValues(value, 0)) ?? '?';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function withoutValues(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) return '?';
  if (Array.isArray(value)) {
    const stages = value.every((item) => isPlain(item));
    return (stages ? value : value.slice(0, 1)).map((item) => withoutValues(item, depth + 1));
  }
  if (!isPlain(value)) return '?';
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutValues(inner, depth + 1)]));
}

/** Neither an id, a date, a buffer nor anything else that is a value. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
