import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type WireRequest } from '../requests/fill-in';

const LONGEST = 2_000;
const PLAIN = /^[\t\n\x20-\x7e]*$/;

/**
 * The request as a command for a shell; a body that no shell could carry goes into a file.
 * @param name tells the file from those of other findings
 */
export function curlOf(url: string, { method, target, headers, body }: WireRequest, name: string): string {
  return [
    'curl -i --path-as-is -g',
    `-X ${method}`,
    ...headers.map(([header, value]) => `-H ${quoted(value === '' ? `${header};` : `${header}: ${value}`)}`),
    ...(body ? [`--data-binary ${dataOf(body, name)}`] : []),
    quoted(url + target),
  ].join(' ');
}

function dataOf(body: Buffer, name: string): string {
  const text = body.toString();
  if (text.length <= LONGEST && PLAIN.test(text) && !text.startsWith('@')) return quoted(text);
  const file = join(tmpdir(), `fuzz-${name}.body`);
  writeFileSync(file, body);
  return `@${file}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
