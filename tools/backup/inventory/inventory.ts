import { createHash } from 'node:crypto';

import { mongo } from 'mongoose';

import { isOwn } from '../oplog/oplog-entry';
import { type SnapshotReader } from './snapshot-reader';

export interface CollectionInventory {
  documents: number;
  bytes: number;
  /** Of the documents as BSON, one after the other, in order of `_id`. */
  sha256: string;
  /** Validator and the like, as canonical Extended JSON. */
  options: unknown;
  /** By name, as canonical Extended JSON. */
  indexes: unknown[];
}

export interface Inventory {
  /** By namespace: `bike-power-tracker.workouts`. */
  collections: Record<string, CollectionInventory>;
  /** By namespace of the bucket: `bike-power-tracker.telemetry`. */
  gridfs: Record<string, { files: number; bytes: number }>;
}

/** Everything that a backup is there for, as the reader sees it. */
export async function takeInventory(reader: SnapshotReader): Promise<Inventory> {
  const inventory: Inventory = { collections: {}, gridfs: {} };
  for (const database of (await reader.databases()).filter((name) => !isOwn(name)).sort()) {
    for (const { name, type, options } of await collectionsOf(reader, database)) {
      const namespace = `${database}.${name}`;
      inventory.collections[namespace] = {
        ...(type === 'view' ? NOTHING : await contentOf(reader, database, name)),
        options: plain(options),
        indexes: type === 'view' ? [] : (await indexesOf(reader, database, name)).map(plain),
      };
      if (name.endsWith('.files')) {
        inventory.gridfs[namespace.replace(/\.files$/, '')] = await filesOf(reader, database, name);
      }
    }
  }
  return inventory;
}

interface Collection {
  name: string;
  type: string;
  options: mongo.Document;
}

const NOTHING = { documents: 0, bytes: 0, sha256: '' };

async function collectionsOf(reader: SnapshotReader, database: string): Promise<Collection[]> {
  const all = (await reader.list(database, { listCollections: 1 })) as Collection[];
  return all.filter(({ name }) => !name.startsWith('system.')).sort(byName);
}

async function indexesOf(reader: SnapshotReader, database: string, name: string): Promise<{ name: string }[]> {
  return ((await reader.list(database, { listIndexes: name })) as { name: string }[]).sort(byName);
}

async function contentOf(reader: SnapshotReader, database: string, name: string) {
  const hash = createHash('sha256');
  let [documents, bytes] = [0, 0];
  for await (const document of reader.documents(database, { find: name, sort: { _id: 1 }, hint: { _id: 1 } })) {
    hash.update(document);
    documents += 1;
    bytes += document.length;
  }
  return { documents, bytes, sha256: hash.digest('hex') };
}

async function filesOf(reader: SnapshotReader, database: string, name: string) {
  let [files, bytes] = [0, 0];
  for await (const document of reader.documents(database, { find: name, projection: { length: 1 } })) {
    files += 1;
    bytes += Number(mongo.BSON.deserialize(document)['length']);
  }
  return { files, bytes };
}

const plain = (document: mongo.Document): unknown => mongo.BSON.EJSON.serialize(document, { relaxed: false });

const byName = (left: { name: string }, right: { name: string }): number => (left.name < right.name ? -1 : 1);
