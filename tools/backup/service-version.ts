import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the service that this belongs to; this file runs as `dist/tools/backup/service-version.js`. */
export function serviceVersion(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as { version: string };
  return version;
}
