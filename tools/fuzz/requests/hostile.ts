import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';

import { BAD, type Body, type Draft } from './draft';
import { oddTexts } from './odd-values';
import { toJson } from './to-json';

/** Turns a request that is right into one that is not. */
export type Attack = fc.Arbitrary<(right: Draft) => Draft>;

const MEGABYTE = 1024 * 1024;
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Buffer => Buffer.from(text, encoding);

const BROKEN_JSON = [
  ...[
    '',
    ' ',
    '{',
    '}',
    '{"a":',
    '[1,]',
    '{"a":1,}',
    "{'a':1}",
    'nonsense',
    'NaN',
    'undefined',
    '"text"',
    '5',
    'null',
    '[]',
    '[{}]',
  ],
  ...[
    '{}{}',
    '{"a":1}\u0000',
    '\u0000',
    '{"a":1e}',
    '{"a":01}',
    '{"a":"\\ud800"}',
    '{"a":"\\x"}',
    '{"a":"\t"}',
    '/* */{}',
    '\ufeff{}',
  ],
  ...[
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"a":1,"a":2}',
    '{"$where":"1"}',
  ],
  ...[deep(40), deep(50_000), `{"a":${deep(50_000)}}`, '{"a":'.repeat(20_000), `[${'1,'.repeat(100_000)}1]`],
].map((text) => bytes(text));
const NOT_UTF8 = [
  bytes('{"a":"b"}', 'utf16le'),
  Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
  Buffer.concat([bytes('{"title":"'), Buffer.from([0xc0, 0x80, 0xed, 0xa0, 0x80, 0xff]), bytes('"}')]),
  Buffer.alloc(4_096, 0x80),
];
const TOO_LARGE = [
  bytes(`{"nonsense":"${'x'.repeat(300 * 1024)}"}`),
  bytes(`{"points":[${'{"timestamp":1},'.repeat(300_000)}{}]}`),
];
const LINES = [
  '{"timestamp":1767258000000,"power":200}\n{"timestamp":1767258001000}\n',
  '{"timestamp":1767258000000}\r\n\r\n{"timestamp":1767258001000}',
  '{"timestamp":1767258000000}\n{"timestamp":\n{"timestamp":1767258002000}',
  '{"timestamp":1767258000000}\nnull\n[]\n5\n"x"',
  '\n\n\n',
  '\u0000\n{}',
  '{"timestamp":1767258000000,"__proto__":{"power":1}}',
  `{"timestamp":1767258000000,"power":${deep(40)}}`,
  '{"timestamp":1e400}\n{"timestamp":-0}',
  '{"timestamp":1767258000000}\n'.repeat(10_001),
].map((text) => bytes(text));
const TYPES = [
  ...[
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'json',
    '*/*',
    '',
  ],
  ...[
    'application/json; charset=utf-16',
    'application/json; charset=',
    'application/json;;;',
    'APPLICATION/JSON',
    'application/jsonx',
  ],
  ...[
    'application/json, text/plain',
    'application/vnd.api+json',
    'application/x-ndjson',
    `application/${'x'.repeat(5_000)}`,
    null,
  ],
];
const SQUEEZED: [encoding: string, squeeze: (plain: Buffer) => Buffer][] = [
  ['gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['gzip, gzip', (plain) => gzipSync(gzipSync(plain))],
  ['gzip', (plain) => plain],
  ['gzip', (plain) => gzipSync(plain).subarray(0, -6)],
  ['identity', (plain) => plain],
  ['nonsense', (plain) => plain],
  ['', (plain) => plain],
];
const BOMBS = [8, 64].map((megabytes) => gzipSync(Buffer.alloc(megabytes * MEGABYTE, 0x20)));
const HEADERS: [name: string, value: string][] = [
  ['x-http-method-override', 'DELETE'],
  ['x-original-url', '/api/users/me'],
  ['x-forwarded-for', '127.0.0.1, ::1, nonsense'],
  ['x-forwarded-proto', 'https'],
  ['forwarded', 'for="[::1]"'],
  ['host', 'evil.example'],
  ['host', ''],
  ['x-request-id', '"<script>'],
  ['x-request-id', 'x'.repeat(1_000)],
  ['accept', 'text/html'],
  ['accept-encoding', 'gzip;q=nonsense, *;q=0'],
  ['accept-language', 'x'.repeat(1_000)],
  ['expect', '100-continue'],
  ['expect', 'nonsense'],
  ['range', 'bytes=0-1,5-'],
  ['if-none-match', '*'],
  ['if-modified-since', 'nonsense'],
  ['origin', 'null'],
  ['origin', 'https://evil.example'],
  ['access-control-request-method', 'DELETE'],
  ['cookie', '__proto__=1; session=x'],
  ['upgrade', 'websocket'],
  ['te', 'trailers'],
  ['connection', 'close, x-api-key'],
  ['traceparent', '00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff'],
  ['traceparent', 'nonsense'],
  ['last-event-id', '0-0'],
  ['last-event-id', '9'.repeat(60)],
  ['last-event-id', '\u00ff\u0080'],
  ['idempotency-key', ''],
  ['idempotency-key', 'x'.repeat(256)],
  ['idempotency-key', 'with a space'],
  ['idempotency-key', '\u00fc'],
  ['transfer-encoding', 'chunked'],
  ['content-length', '0'],
  ['x-long', 'x'.repeat(20_000)],
  ['__proto__', 'x'],
];
const SEGMENTS = [
  ...[
    '%00',
    '%2e%2e',
    '..%2f..%2f',
    '%2F',
    '%5c',
    '%ff',
    '%E0%A4%A',
    '%',
    '%u0041',
    '',
    '.',
    '..',
    '*',
    ';a=b',
    '%252e',
    '%0d%0aX:%201',
  ],
  ...[
    '%7B%22%24ne%22%3Anull%7D',
    '[object%20Object]',
    '__proto__',
    'constructor',
    'undefined',
    'null',
    '-1',
    '0',
    '1e3',
    'me',
    'ME',
    'cleanup',
  ],
  ...[
    '%F0%9F%9A%B4',
    '65f0c0ffee0000000000abcd',
    '65F0C0FFEE0000000000ABCD',
    '%20me%20',
    'x'.repeat(65),
    'x'.repeat(5_000),
  ],
];
const BEHIND_PATH = ['/', '//', '/.', '/..', '/%2e', '%00', ';x', '.json', '/messages', '/extra/parts', '%3Fa=b'];
const BEHIND_QUERY = [
  ...[
    '?',
    '&',
    '&&&',
    '=',
    '&a',
    '&__proto__=1',
    '&__proto__[admin]=1',
    '&constructor[prototype][x]=1',
    '&a[b][c][d]=1',
    '&toString=1',
  ],
  ...[
    '&%',
    '&%00=%00',
    '&%E0%A4%A=1',
    '&x=%ff',
    '&q[$ne]=1',
    '&limit[]=1',
    '&a=1&a=2&a=3',
    `&x=${'y'.repeat(9_000)}`,
    `&x=${'y'.repeat(20_000)}`,
  ],
  ...['&a=1'.repeat(2_000), '&$where=sleep(100)', '&api_key=bpt_x', '&ticket=x', '&ticket=a&ticket=b', '#fragment'],
];
const METHODS = ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'POST', 'GET', 'TRACE', 'PROPFIND', 'QUERY'];

const bodied = (right: Draft, body: Partial<Body>): Draft => ({ ...right, body: { ...right.body, ...body } });
const plainOf = ({ body }: Draft): Buffer => body?.bytes ?? bytes(toJson(body?.json ?? {}));

const attacks = {
  credential: fc.constantFrom(...BAD).map((credential) => (right) => ({ ...right, credential, rememberedQuery: null })),
  body: fc.constantFrom(...BROKEN_JSON, ...NOT_UTF8).map((found) => (right) => bodied(right, { bytes: found })),
  cutBody: fc.nat({ max: 2_000 }).map((at) => (right) => bodied(right, { bytes: plainOf(right).subarray(0, at) })),
  anyBody: fc.uint8Array({ maxLength: 500 }).map((found) => (right) => bodied(right, { bytes: Buffer.from(found) })),
  tooLarge: fc.constantFrom(...TOO_LARGE).map((found) => (right) => bodied(right, { bytes: found })),
  type: fc.constantFrom(...TYPES).map((contentType) => (right) => bodied(right, { contentType })),
  lines: fc
    .constantFrom(...LINES)
    .map((found) => (right) => bodied(right, { bytes: found, contentType: 'application/x-ndjson' })),
  encoding: fc.constantFrom(...SQUEEZED).map(([encoding, squeeze]) => (right) => ({
    ...bodied(right, { bytes: squeeze(plainOf(right)) }),
    headers: [...right.headers, ['content-encoding', encoding] as const],
  })),
  bomb: fc.constantFrom(...BOMBS).map((bomb) => (right) => ({
    ...bodied(right, { bytes: bomb }),
    headers: [...right.headers, ['content-encoding', 'gzip'] as const],
  })),
  header: fc.constantFrom(...HEADERS).map((header) => (right) => ({ ...right, headers: [...right.headers, header] })),
  headers: fc.constantFrom(30, 300).map((count) => (right) => ({
    ...right,
    headers: Array.from({ length: count }, (_, index) => [`x-${index}`, 'y'] as const),
  })),
  segment: fc.constantFrom(...SEGMENTS).map((raw) => (right) => {
    const slots = Object.keys(right.slots).map((name) => [name, { raw }] as const);
    return { ...right, slots: Object.fromEntries(slots) };
  }),
  odd: oddTexts.map((text) => (right) => {
    const slots = Object.keys(right.slots).map(
      (name) => [name, { raw: encodeURIComponent(text.toWellFormed()) }] as const,
    );
    return { ...right, slots: Object.fromEntries(slots) };
  }),
  behindPath: fc.constantFrom(...BEHIND_PATH).map((afterPath) => (right) => ({ ...right, afterPath })),
  behindQuery: fc.constantFrom(...BEHIND_QUERY).map((afterQuery) => (right) => ({ ...right, afterQuery })),
  repeated: fc.constant((right) => ({ ...right, query: [...right.query, ...right.query] })),
  method: fc.constantFrom(...METHODS).map((method) => (right) => ({ ...right, method })),
} satisfies Record<string, Attack>;

/** What people try who want to break in, or to break something. */
export const hostile: Attack = fc.oneof(
  { arbitrary: attacks.credential, weight: 3 },
  ...Object.values(attacks),
  // Two at once.
  fc.tuple(fc.oneof(...Object.values(attacks)), fc.oneof(attacks.header, attacks.method, attacks.credential)).map(
    ([first, second]) =>
      (right: Draft) =>
        second(first(right)),
  ),
);
