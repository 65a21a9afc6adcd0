import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { parseAllDocuments } from 'yaml';

/** One document of a YAML file. */
export interface Manifest {
  file: string;
  apiVersion: string;
  kind: string;
  name: string;
  content: Record<string, unknown>;
}

/** The folder of the manifests, from the project's root. */
export const FOLDER = join('docker', 'k8s');

/** All documents below a folder, but for the values of other people's charts. */
export function readFolder(folder: string): Manifest[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return files.sort().flatMap((file) => {
    const path = join(folder, file);
    return readManifests(readFileSync(path, 'utf8'), relative('.', path));
  });
}

/** The documents of a text that say what they are. */
export function readManifests(text: string, file: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${file}: ${error.message}`);
    const content = document.toJS() as Record<string, unknown>;
    const { apiVersion, kind, metadata } = content as Partial<Manifest> & { metadata?: { name?: string } };
    return apiVersion && kind ? [{ file, apiVersion, kind, name: metadata?.name ?? '', content }] : [];
  });
}
