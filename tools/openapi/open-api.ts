import { type Document, type Operation, type Schema } from './document';
import { Schemas } from './schemas';

/** An OpenAPI document as clients fetch it, with what tests ask of it. */
export class OpenApi {
  private readonly schemas: Schemas;

  constructor(readonly document: Document) {
    this.schemas = new Schemas(document);
  }

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
  faults(value: unknown, schema: Schema): string[] {
    return this.schemas.faults(value, schema);
  }
}
