import { type OpenApi, type Schema } from './open-api';

/** A value that a field must not take, and where the refusal has to point. */
export interface WrongValue {
  body: unknown;
  field: string;
}

type Fields = Record<string, unknown>;

const OPERATOR = { $ne: null };
/** What only the service says: nobody may bring it along. */
const SERVER_OWNED = [
  ...['_id', 'userId', 'ownerId', '__v', 'createdAt', 'updatedAt', 'lastLoginAt', 'lastUsedAt', 'deletedAt'],
  ...['passwordHash', 'keyHash', 'tokenHash', 'prefix', 'key', 'apiKeys', 'role', 'isAdmin', 'admin'],
  ...['status', 'summary', 'personalRecords', 'endTime', 'duration', 'telemetry', 'telemetryFileId', 'metricsVersion'],
];
const BY_TYPE: Record<string, unknown[]> = {
  string: [5, true, ['text'], {}, OPERATOR, 'x'.repeat(20_000)],
  number: ['5', 'many', true, [5], {}, OPERATOR, '1e999'],
  integer: ['5', 1.5, true, [5], {}, OPERATOR],
  boolean: ['true', 1, [true], {}, OPERATOR],
  array: ['text', 5, {}, OPERATOR, [null], [[]]],
  object: ['text', 5, true, [], [{}]],
};

/**
 * From one body that is right, bodies that are wrong in one place each: a field missing, unknown, null, or of another
 * type, among them arrays and query operators in place of scalars. Objects and arrays of objects are entered.
 */
export function wrongBodies(api: OpenApi, schema: Schema, right: unknown): WrongValue[] {
  return wrongFields(api, api.resolve(schema), right as Fields, '');
}

function wrongFields(api: OpenApi, schema: Schema, right: Fields, parent: string): WrongValue[] {
  const { properties = {}, required = [] } = schema;
  const at = (name: string): string => (parent === '' ? name : `${parent}.${name}`);
  const owned = SERVER_OWNED.filter((name) => !(name in properties));
  const unknown = ['nonsense', '$where', '$set', ...owned].map((name) => ({
    body: { ...right, [name]: 1 },
    field: at(name),
  }));
  const missing = required.map((name) => ({ body: without(right, name), field: at(name) }));
  const wrong = Object.entries(properties).flatMap(([name, field]) =>
    wrongValues(api, api.resolve(field), right[name], at(name)).map(({ body, field: path }) => ({
      body: { ...right, [name]: body },
      field: path,
    })),
  );
  return [...unknown, ...missing, ...wrong];
}

function wrongValues(api: OpenApi, schema: Schema, right: unknown, path: string): WrongValue[] {
  const { type = '', nullable, enum: values, items, oneOf, properties } = schema;
  if (oneOf) return [5, true, [], '', null].map((body) => ({ body, field: path }));
  const here = [...(BY_TYPE[type] ?? []), ...(nullable ? [] : [null]), ...(values ? ['nonsense', ''] : [])];
  const found = here.map((body) => ({ body, field: path }));
  if (type === 'array')
    found.push({ body: Array<unknown>((schema.maxItems ?? 100) + 1).fill((right as unknown[])[0]), field: path });
  if (properties) return [...found, ...wrongFields(api, schema, right as Fields, path)];
  if (type !== 'array' || !items) return found;
  const [first] = right as unknown[];
  const item = api.resolve(items);
  if (!item.properties)
    return [...found, ...(BY_TYPE[item.type ?? ''] ?? []).map((one) => ({ body: [one], field: path }))];
  const inside = wrongFields(api, item, first as Fields, `${path}.0`);
  return [...found, ...inside.map(({ body, field }) => ({ body: [body], field }))];
}

const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([other]) => other !== name));

/** Query strings that are wrong in one parameter each, with the parameter's name. */
export function wrongQueries(
  api: OpenApi,
  parameters: { name: string; schema: Schema }[],
): [query: string, field: string][] {
  const wrong = parameters.flatMap(({ name, schema }): [string, string][] => {
    const { type, enum: values } = api.resolve(schema);
    const texts = [
      ...(type === 'number' || type === 'integer'
        ? ['many', '1.5', '-1', '', '0x10', '1e3', 'NaN', '9'.repeat(30)]
        : []),
      ...(type === 'boolean' ? ['yes', '1', ''] : []),
      ...(values ? ['nonsense', ''] : []),
    ];
    return [
      ...texts.map((text): [string, string] => [`${name}=${text}`, name]),
      [`${name}=1&${name}=2`, name],
      [`${name}[$ne]=1`, `${name}[$ne]`],
      [`${name}[]=1`, `${name}[]`],
    ];
  });
  return [...wrong, ['nonsense=1', 'nonsense']];
}
