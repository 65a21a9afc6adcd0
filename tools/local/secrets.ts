import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure';

/**
 * The secret that signs access tokens: `JWT_SECRET`, or one made at the first start and kept in `.data/secrets.json`, so
 * that nobody is signed out by a restart.
 */
export async function jwtSecret(data: string, given = process.env.JWT_SECRET): Promise<string> {
  if (given) return given;
  const path = join(data, 'secrets.json');
  const kept = await readJson(path);
  if (kept) {
    if (typeof kept.jwtSecret === 'string' && kept.jwtSecret) return kept.jwtSecret;
    throw new Failure(`${path} holds no secret: remove it and start again.`);
  }
  const secret = randomBytes(48).toString('base64');
  await writePrivately(path, { jwtSecret: secret });
  return secret;
}

/**
 * @returns undefined where there is no such file
 * @throws Failure when it holds no JSON object
 */
export async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return { ...(JSON.parse(text) as Record<string, unknown>) };
  } catch {
    throw new Failure(`${path} is damaged: remove it and start again.`);
  }
}

/** Writes a file that nobody but its owner may read. */
export function writePrivately(path: string, contents: object): Promise<void> {
  return writeFile(path, `${JSON.stringify(contents, null, 2)}\n`, { mode: 0o600 });
}
