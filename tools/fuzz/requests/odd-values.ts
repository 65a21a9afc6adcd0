import * as fc from 'fast-check';

import { type Schema } from '../../openapi';
import { number } from './to-json';

const OPERATORS = [
  { $ne: null },
  { $gt: '' },
  { $where: 'sleep(100)' },
  { $regex: '.*' },
  { $expr: { $function: { body: 'while(1);', args: [], lang: 'js' } } },
];
const PROTOTYPES: unknown[] = [
  JSON.parse('{"__proto__":{"admin":true}}'),
  { constructor: { prototype: { admin: true } } },
  { toString: 1, valueOf: 2, toJSON: 3 },
  { length: 1e9 },
  { then: 1 },
];
const NUMBERS: unknown[] = [
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 53),
  1e21,
  1e308,
  -1e308,
  5e-324,
  8.64e15 + 1,
]
  .concat([0x7fff, 65_536])
  .map((one): unknown => one)
  .concat(['-0', '1e400', '-1e400', '1E+2', '9'.repeat(400), `0.${'0'.repeat(400)}1`].map(number));
const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udc00b',
  '\u202e\u2028\ufeff',
  '🚴🏽‍♀️',
  'e\u0301'.repeat(40),
  '__proto__',
  'constructor',
  '$where',
  'null',
  'true',
  '0',
  '-0',
  '1e400',
  '0x10',
  'NaN',
  '../../etc/passwd',
  "'; return true; //",
  '{{7*7}}${7*7}',
  '(a+)+$',
  '65f0c0ffee0000000000abcd',
  `${'a'.repeat(63)}!`,
  'x'.repeat(300),
  'x'.repeat(70_000),
];
const DATES = [
  '0000-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00.000Z',
  '1970-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.000Z',
  '+275760-09-13T00:00:00.001Z',
  '-271821-04-20T00:00:00.000Z',
  '2026-02-30',
  '2026-02-29T00:00:00Z',
  '2028-02-29',
  '2016-12-31T23:59:60Z',
  '2026-03-29T02:30:00+01:00',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:00:00+99:99',
  '2026-13-01',
  '1767258000000',
];
const STRUCTURES: unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  [{}],
  { a: { b: { c: { d: 1 } } } },
  nested(31),
  nested(60),
];

/** Values that hardly anybody expects, of every kind. */
export const oddValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...STRUCTURES),
  fc.constantFrom<unknown>(...OPERATORS, ...PROTOTYPES),
  fc.constantFrom(...NUMBERS),
  fc.constantFrom<unknown>(...TEXTS, ...DATES),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 4 }),
);

/** Texts of the kind, for places where there is nothing but text. */
export const oddTexts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TEXTS.filter((text) => text.length < 1_000), ...DATES),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.double().map(String),
  fc.maxSafeInteger().map(String),
);

/** At, just below and just above what the schema of a field allows; of another letter case; each kind in place of another. */
export function boundaries(schema: Schema): unknown[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, enum: values = [] } = schema;
  const around = (limit?: number): number[] => (limit === undefined ? [] : [limit - 1, limit, limit + 1]);
  const lengths = (limit?: number): number[] => around(limit).filter((length) => length >= 0 && length <= 20_000);
  return [
    ...[...around(minimum), ...around(maximum)].flatMap((limit): unknown[] => [limit, limit + 0.5, String(limit)]),
    ...[...lengths(minLength), ...lengths(maxLength)].flatMap((length) => [
      'x'.repeat(length),
      '🚴'.repeat(length / 2),
    ]),
    ...[...lengths(minItems), ...lengths(maxItems)].map((length) =>
      Array.from({ length }, () => schema.items?.example ?? {}),
    ),
    ...values
      .filter((value) => typeof value === 'string')
      .flatMap((value) => [value.toLowerCase(), `${value} `, [value]]),
  ];
}

function nested(depth: number): unknown {
  return Array.from({ length: depth }).reduce((inner: unknown) => [inner], 0);
}
