import * as fc from 'fast-check';

import { type OpenApi, type Schema } from '../../openapi';

type Arbitrary = fc.Arbitrary<unknown>;

const DEEPEST = 6;
const JITTER = 900;
const EXAMPLES_IN_TEN = 5;
const OLDEST = new Date('1970-01-01T00:00:00Z');
const LATEST = new Date('2100-01-01T00:00:00Z');

/** Values that a schema allows; about every second one the document's own example, which also fits what no schema can say. */
export function validValues(api: OpenApi, schema: Schema, depth = 0): Arbitrary {
  const resolved = api.resolve(schema);
  const value = withExample(resolved, generated(api, resolved, depth));
  return resolved.nullable ? fc.oneof({ arbitrary: value, weight: 6 }, fc.constant(null)) : value;
}

function withExample(schema: Schema, value: Arbitrary): Arbitrary {
  const example = schema.example ?? schema.default;
  // An address is an account, and can be had once.
  if (example === undefined || schema.format === 'email') return value;
  const near = typeof example === 'number' ? around(example, schema) : fc.constant(example);
  return fc.oneof({ arbitrary: value, weight: 10 - EXAMPLES_IN_TEN }, { arbitrary: near, weight: EXAMPLES_IN_TEN });
}

/** Points of a ride have to be some seconds from each other to make one. */
function around(example: number, { minimum = -Infinity, maximum = Infinity, enum: values }: Schema): Arbitrary {
  if (values) return fc.constant(example);
  const within = (offset: number): number => Math.min(maximum, Math.max(minimum, example + offset));
  const step = example > 1e9 ? 1000 : 1;
  return fc.integer({ min: 0, max: JITTER }).map((offset) => within(offset * step));
}

function generated(api: OpenApi, schema: Schema, depth: number): Arbitrary {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.oneOf) return fc.oneof(...schema.oneOf.map((one) => validValues(api, one, depth)));
  switch (schema.type ?? 'object') {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000_000 });
    case 'number':
      return numbers(schema);
    case 'array':
      return arrays(api, schema, depth);
    case 'string':
      return strings(schema);
    default:
      return objects(api, schema, depth);
  }
}

function numbers({ minimum = -1_000, maximum = 1_000_000 }: Schema): Arbitrary {
  const whole = fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) });
  return fc.oneof(whole, fc.double({ min: minimum, max: maximum, noNaN: true }));
}

function arrays(api: OpenApi, { items = {}, minItems = 0, maxItems = 8 }: Schema, depth: number): Arbitrary {
  return fc.array(validValues(api, items, depth + 1), { minLength: minItems, maxLength: Math.min(maxItems, 20) });
}

function strings({ format, pattern, minLength = 0, maxLength = 200 }: Schema): Arbitrary {
  const longest = Math.min(maxLength, 2_000);
  if (format === 'date-time')
    return fc.date({ min: OLDEST, max: LATEST, noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'email') return fc.stringMatching(/^[a-z0-9]{8,24}$/).map((name) => `${name}@example.com`);
  if (format === 'uri') return fc.webUrl().filter((url) => url.length <= longest);
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.oneof(
    fc.string({ minLength, maxLength: longest }),
    fc
      .string({ minLength, maxLength: Math.floor(longest / 12), unit: 'grapheme' })
      .filter((text) => text.length >= minLength),
  );
}

function objects(api: OpenApi, schema: Schema, depth: number): Arbitrary {
  const { properties = {}, required = [], additionalProperties } = schema;
  const named = Object.entries(properties).filter(([name]) => depth < DEEPEST || required.includes(name));
  const fields = fc.record(
    Object.fromEntries(named.map(([name, field]) => [name, validValues(api, field, depth + 1)])),
    {
      requiredKeys: required,
    },
  );
  if (!additionalProperties) return fields;
  const further =
    additionalProperties === true ? fc.jsonValue({ maxDepth: 3 }) : validValues(api, additionalProperties);
  return fc
    .tuple(fc.dictionary(fc.string(), further, { maxKeys: 5 }), fields)
    .map(([some, known]) => ({ ...some, ...known }));
}
