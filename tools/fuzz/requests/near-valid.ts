import * as fc from 'fast-check';

import { type OpenApi, type Schema } from '../../openapi';
import { boundaries, oddValues } from './odd-values';

type Path = readonly (string | number)[];
interface Place {
  path: Path;
  schema: Schema;
}
type Fields = Record<string, unknown>;

const MISSING = Symbol('missing');
const EXTRA = [
  'nonsense',
  '$where',
  '__proto__',
  'constructor',
  'userId',
  '_id',
  'id',
  'status',
  '',
  'a.b',
  '\u0000',
  'x'.repeat(5_000),
];

/** From values that a schema allows, such as are wrong or odd in one place, however deep. */
export function nearValidValues(api: OpenApi, schema: Schema, valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const places = placesOf(api, schema);
  const wrong = places.map(({ path, schema: of }) => {
    const limits = boundaries(of);
    const values = limits.length > 0 ? fc.oneof(fc.constantFrom(...limits), oddValues) : oddValues;
    return fc.tuple(
      fc.constant(path),
      path.length > 0 ? fc.oneof({ arbitrary: values, weight: 8 }, fc.constant(MISSING)) : values,
    );
  });
  const extra = places
    .filter(({ schema: { properties } }) => properties)
    .map(({ path }) =>
      fc.tuple(
        fc.constantFrom(...EXTRA).map((name): Path => [...path, name]),
        oddValues,
      ),
    );
  const changes = fc.oneof({ arbitrary: fc.oneof(...wrong), weight: 5 }, ...extra);
  return fc.tuple(valid, changes).map(([value, [path, change]]) => changed(value, path, change));
}

/** Every place of a value: itself, each field, an item of each array, and so on. */
function placesOf(api: OpenApi, schema: Schema, path: Path = []): Place[] {
  const resolved = api.resolve(schema);
  const { properties = {}, items } = resolved;
  return [
    { path, schema: resolved },
    ...Object.entries(properties).flatMap(([name, field]) => placesOf(api, field, [...path, name])),
    ...(items ? placesOf(api, items, [...path, 0]) : []),
  ];
}

/** A copy that differs in one place; what leads there is made where it is missing. */
function changed(value: unknown, [first, ...rest]: Path, change: unknown): unknown {
  if (first === undefined) return change;
  if (typeof first === 'number') {
    const items = Array.isArray(value) ? (value as unknown[]) : [];
    return [changed(items[0], rest, change), ...items.slice(1)];
  }
  const fields = typeof value === 'object' && value !== null ? (value as Fields) : {};
  const others = Object.entries(fields).filter(([name]) => name !== first);
  if (rest.length === 0 && change === MISSING) return Object.fromEntries(others);
  // As own fields, whatever they are called.
  return Object.fromEntries([...others, [first, changed(fields[first], rest, change)]]);
}
