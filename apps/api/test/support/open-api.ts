import { isDeepStrictEqual } from 'node:util';

/** The parts of an OpenAPI 3.0 document that these tests look at. */
export interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: boolean | Schema;
  example?: unknown;
  default?: unknown;
}
export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}
export interface Operation {
  summary?: string;
  description?: string;
  operationId?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}
export interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
  security: Record<string, string[]>[];
}

/** An OpenAPI document as clients fetch it, with what tests ask of it. */
export class OpenApi {
  constructor(readonly document: Document) {}

  static async fetch(url: string): Promise<OpenApi> {
    return new OpenApi((await (await fetch(`${url}/docs-json`)).json()) as Document);
  }

  /** Every route, as `GET /api/workouts/{id}`, with what the document says of it. */
  routes(): Map<string, Operation> {
    const routes = Object.entries(this.document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    );
    return new Map(routes);
  }

  isPublic = ({ security }: Operation): boolean => security?.length === 0;

  /** What a JSON body of the route looks like. */
  bodySchema({ requestBody }: Operation): Schema | undefined {
    const schema = requestBody?.content['application/json']?.schema;
    return schema && this.resolve(schema);
  }

  /** Follows a reference, also one wrapped to carry a description. */
  resolve(schema: Schema): Schema {
    const [inner] = schema.allOf ?? [];
    const reference = schema.$ref ?? inner?.$ref;
    if (!reference) return schema;
    const named = this.document.components.schemas[reference.split('/').at(-1) ?? ''];
    return { ...named, ...schema, $ref: undefined, allOf: undefined };
  }

  /** The value that the document gives as an example; of an object, that of all its fields. */
  exampleOf(schema: Schema): unknown {
    const { default: usual, example = usual, properties, type, items, enum: values } = this.resolve(schema);
    if (example !== undefined) return example;
    if (values) return values[0];
    if (type === 'array' && items) return [this.exampleOf(items)];
    const fields = Object.entries(properties ?? {});
    return Object.fromEntries(fields.map(([name, field]) => [name, this.exampleOf(field)]));
  }

  /** Where a value departs from what the schema promises; also fields of which the schema says nothing. */
  faults(value: unknown, schema: Schema, path = ''): string[] {
    const resolved = this.resolve(schema);
    const { type, nullable, oneOf, items, additionalProperties } = resolved;
    if (value === null && nullable) return [];
    if (oneOf) {
      const found = oneOf.map((one) => this.faults(value, one, path));
      return found.some((faults) => faults.length === 0) ? [] : found.flat();
    }
    const at = path === '' ? 'the body' : path;
    if (resolved.enum && !resolved.enum.some((one) => isDeepStrictEqual(one, value)))
      return [`${at} is not one of ${resolved.enum.join(', ')}: ${JSON.stringify(value)}`];
    if (type === 'array') {
      if (!Array.isArray(value)) return [`${at} is no array`];
      return items ? value.flatMap((one, index) => this.faults(one, items, `${path}.${index}`)) : [`${at}: no items`];
    }
    if (type === 'object' || resolved.properties) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
      return this.fieldFaults(value as Record<string, unknown>, resolved, path, additionalProperties);
    }
    const kind = type === 'integer' ? 'number' : type;
    if (kind !== typeof value) return [`${at} is no ${type}: ${JSON.stringify(value)}`];
    return type === 'integer' && !Number.isInteger(value) ? [`${at} is no integer: ${String(value)}`] : [];
  }

  private fieldFaults(
    value: Record<string, unknown>,
    { properties = {}, required = [] }: Schema,
    path: string,
    additional: Schema['additionalProperties'],
  ): string[] {
    const missing = required.filter((name) => value[name] === undefined).map((name) => `${path}.${name} is missing`);
    const wrong = Object.entries(value).flatMap(([name, field]) => {
      const schema = properties[name] ?? (typeof additional === 'object' ? additional : undefined);
      if (schema) return this.faults(field, schema, `${path}.${name}`);
      return additional === true ? [] : [`${path}.${name} is not in the schema`];
    });
    return [...missing, ...wrong];
  }
}
