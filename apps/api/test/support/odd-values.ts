import { type OpenApi, type Schema } from './open-api';

/** Values of the right kind that hardly anybody expects. */
export const ODD_TEXTS = [
  'NUL \u0000',
  '\ud800',
  '\u202e\u2028🚴',
  'x'.repeat(6_000),
  '__proto__',
  '1e400',
  '9999-12-31T23:59:59.999Z',
];
const ODD_VALUES: unknown[] = [...ODD_TEXTS, 5e-324, -1e308, 8.64e15 + 1, { toString: 1 }, { length: 1e9 }, [[]], null];

type Fields = Record<string, unknown>;

/** From one body that is right, bodies that are odd in one field each, also within objects and arrays. */
export function oddBodies(api: OpenApi, schema: Schema, right: unknown): unknown[] {
  return Object.entries(api.resolve(schema).properties ?? {}).flatMap(([name, field]) =>
    oddValues(api, api.resolve(field), (right as Fields)[name]).map((value) => ({
      ...(right as Fields),
      [name]: value,
    })),
  );
}

function oddValues(api: OpenApi, schema: Schema, right: unknown): unknown[] {
  const inside = schema.properties ? oddBodies(api, schema, right) : [];
  if (!schema.items) return [...ODD_VALUES, ...inside];
  const items = oddValues(api, api.resolve(schema.items), (right as unknown[])[0]);
  return [...ODD_VALUES, ...items.map((item) => [item])];
}
