import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

import { type Document, type Schema } from './document';

const SHOWN = 120;

/** The schemas of an OpenAPI 3.0 document, for Ajv, each compiled when it is first asked for. */
export class Schemas {
  private readonly ajv = new Ajv({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true });
  private readonly compiled = new Map<Schema, ValidateFunction>();

  constructor({ components }: Document) {
    addFormats(this.ajv);
    this.ajv.addVocabulary(['example', 'discriminator', 'xml', 'externalDocs']);
    for (const [name, schema] of Object.entries(components.schemas))
      this.ajv.addSchema(forAjv(schema), `#/components/schemas/${name}`);
  }

  /** Where a value departs from the schema: `.workouts.0.id must be string, but is 5`. */
  faults(value: unknown, schema: Schema): string[] {
    const validate = this.compiled.get(schema) ?? this.ajv.compile(forAjv(schema));
    this.compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(inWords);
  }
}

function inWords({ instancePath, message = '', params, data }: ErrorObject): string {
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] };
  const at = instancePath === '' ? 'the body' : instancePath.replaceAll('/', '.');
  if (additionalProperty !== undefined) return `${at}: ${additionalProperty} is not in the schema`;
  const wanted = allowedValues ? `${message} (${allowedValues.join(', ')})` : message;
  return `${at} ${wanted}, but is ${JSON.stringify(data)?.slice(0, SHOWN)}`;
}

/**
 * An OpenAPI 3.0 schema as JSON Schema. What has fields is closed: a field that the document does not name is a fault unless it
 * says that there may be others. `nullable` becomes a second alternative, also beside a reference.
 */
export function forAjv(schema: Schema): object {
  const { nullable, properties, items, oneOf, allOf, additionalProperties, ...rest } = schema;
  const closed = properties && additionalProperties === undefined ? false : additionalProperties;
  const converted = {
    ...rest,
    ...(properties && { properties: mapValues(properties, forAjv), type: 'object' }),
    ...(items && { items: forAjv(items) }),
    ...(oneOf && { oneOf: oneOf.map(forAjv) }),
    ...(allOf && { allOf: allOf.map(forAjv) }),
    ...(closed !== undefined && { additionalProperties: typeof closed === 'object' ? forAjv(closed) : closed }),
  };
  return nullable ? { anyOf: [{ type: 'null' }, converted] } : converted;
}

const mapValues = <In, Out>(of: Record<string, In>, change: (value: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)]));
