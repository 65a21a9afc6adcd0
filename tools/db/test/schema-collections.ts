import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The collections that the sources name, whoever registers their models. */
export async function schemaCollections(): Promise<string[]> {
  const files = await readdir(join(process.cwd(), 'libs'), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.schema.ts')).map((file) => join(process.cwd(), 'libs', file));
  const found = await Promise.all(
    sources.map(async (path) => /collection: '(\w+)'/.exec(await readFile(path, 'utf8'))),
  );
  return found.flatMap((match) => match?.[1] ?? []).sort();
}
