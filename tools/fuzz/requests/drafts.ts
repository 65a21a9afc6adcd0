import * as fc from 'fast-check';

import { type OpenApi, type Operation, type Parameter } from '../../openapi';
import { type Credential, type Body, type Draft, GOOD, type Slot } from './draft';
import { hostile } from './hostile';
import { nearValidValues } from './near-valid';
import { boundaries, oddTexts } from './odd-values';
import { validValues } from './valid-values';

type Pairs = readonly (readonly [string, string])[];

/** How many of ten requests are valid, near-valid and hostile. */
const MIX = { valid: 5, near: 3, hostile: 2 };
/** Looking further back finds what is finished, used up or gone. */
const SEEN = fc.oneof({ arbitrary: fc.nat({ max: 3 }), weight: 3 }, fc.nat({ max: 30 }));

/** Requests to one route of the document, of all three kinds. */
export class Drafts {
  readonly valid: fc.Arbitrary<Draft>;
  readonly all: fc.Arbitrary<Draft>;

  constructor(
    private readonly api: OpenApi,
    route: string,
    private readonly operation: Operation,
    riders: number,
  ) {
    this.valid = this.draft(route, 'valid', riders, { body: this.validBody(), query: this.query(this.validText) });
    const near = this.draft(route, 'near-valid', riders, { body: this.nearBody(), query: this.query(this.oddText) });
    const attacked = fc.tuple(this.valid, hostile).map(([right, attack]) => attack({ ...right, kind: 'hostile' }));
    this.all = fc.oneof(
      { arbitrary: this.valid, weight: MIX.valid },
      { arbitrary: near, weight: MIX.near },
      { arbitrary: attacked, weight: MIX.hostile },
    );
  }

  private draft(
    route: string,
    kind: Draft['kind'],
    riders: number,
    { body, query }: { body: fc.Arbitrary<Body | null>; query: fc.Arbitrary<Pairs> },
  ): fc.Arbitrary<Draft> {
    return fc.record<Draft>({
      route: fc.constant(route),
      kind: fc.constant(kind),
      rider: fc.nat({ max: riders - 1 }),
      credential: fc.oneof(
        { arbitrary: fc.constantFrom<Credential>(...GOOD), weight: 12 },
        fc.constant<Credential>('read-only key'),
        fc.constant<Credential>('nobody'),
      ),
      slots: this.slots(),
      query,
      rememberedQuery: fc.option(SEEN, { freq: 2 }),
      headers: this.headers(kind === 'valid' ? this.validText : this.oddText),
      body,
    });
  }

  private validBody(): fc.Arbitrary<Body | null> {
    const schema = this.api.bodySchema(this.operation);
    if (!schema) return fc.constant(null);
    const others = Object.entries(this.operation.requestBody?.content ?? {}).flatMap(([contentType, content]) =>
      typeof content.schema.example === 'string' ? [{ contentType, bytes: Buffer.from(content.schema.example) }] : [],
    );
    return fc.oneof(
      { arbitrary: asJson(validValues(this.api, schema)), weight: 5 },
      ...others.map((one) => fc.constant(one)),
    );
  }

  private nearBody(): fc.Arbitrary<Body | null> {
    const schema = this.api.bodySchema(this.operation);
    return schema ? asJson(nearValidValues(this.api, schema, validValues(this.api, schema))) : fc.constant(null);
  }

  private slots(): fc.Arbitrary<Record<string, Slot>> {
    const whose = fc.oneof({ arbitrary: fc.constant('own' as const), weight: 9 }, fc.constant('other' as const));
    return fc.record(
      Object.fromEntries(
        this.parameters('path').map((parameter) => {
          const pattern = new RegExp(this.api.resolve(parameter.schema).pattern ?? '');
          const seen: fc.Arbitrary<Slot> = fc.record({ seen: SEEN, whose, pattern: fc.constant(pattern) });
          const fresh = fc
            .stringMatching(pattern)
            .map((text): Slot => ({ raw: encodeURIComponent(text.toWellFormed()) }));
          const example = this.exampleOf(parameter);
          const written = example === undefined ? [] : [fc.constant<Slot>({ raw: encodeURIComponent(example) })];
          return [parameter.name, fc.oneof({ arbitrary: seen, weight: 5 }, fresh, ...written)];
        }),
      ),
    );
  }

  private query(textOf: (parameter: Parameter) => fc.Arbitrary<string>): fc.Arbitrary<Pairs> {
    return this.pairs('query', textOf);
  }

  private headers(textOf: (parameter: Parameter) => fc.Arbitrary<string>): fc.Arbitrary<Pairs> {
    // Of what a header may carry at all.
    const sendable = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').trim();
    return this.pairs('header', (parameter) => textOf(parameter).map(sendable));
  }

  private pairs(place: string, textOf: (parameter: Parameter) => fc.Arbitrary<string>): fc.Arbitrary<Pairs> {
    const each = this.parameters(place).map((parameter) => {
      const pair = textOf(parameter).map((text) => [parameter.name, text] as const);
      return parameter.required ? pair : fc.option(pair, { freq: 2 });
    });
    return fc.tuple(...each).map((pairs) => pairs.filter((pair) => pair !== null));
  }

  private readonly validText = ({ schema }: Parameter): fc.Arbitrary<string> =>
    validValues(this.api, schema).map((value) => String(value));

  private readonly oddText = (parameter: Parameter): fc.Arbitrary<string> => {
    const limits = boundaries(this.api.resolve(parameter.schema)).map(String);
    const odd = limits.length > 0 ? fc.oneof(fc.constantFrom(...limits), oddTexts) : oddTexts;
    return fc.oneof(this.validText(parameter), odd);
  };

  private parameters(place: string): Parameter[] {
    return (this.operation.parameters ?? []).filter((parameter) => parameter.in === place);
  }

  private exampleOf({ example, schema }: Parameter): string | undefined {
    const found = example ?? this.api.resolve(schema).example;
    return typeof found === 'string' ? found : undefined;
  }
}

const asJson = (json: fc.Arbitrary<unknown>): fc.Arbitrary<Body> =>
  fc.record({ json, remembered: fc.option(SEEN, { freq: 2 }) });
