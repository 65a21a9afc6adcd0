import { isDeepStrictEqual } from 'node:util';

import { type CollectionInventory, type Inventory } from './inventory';

/**
 * How two inventories differ, a line for each difference; none where they are the same.
 *
 * @param expiring whether the server removes expired documents: collections that have such may hold others
 */
export function differences(expected: Inventory, found: Inventory, expiring = false): string[] {
  const namespaces = new Set([...Object.keys(expected.collections), ...Object.keys(found.collections)]);
  const collections = [...namespaces].sort().flatMap((namespace) => {
    const [wanted, there] = [expected.collections[namespace], found.collections[namespace]];
    if (!wanted) return [`${namespace} is there, and was not`];
    return there
      ? between(wanted, there, expiring).map((line) => `${namespace}: ${line}`)
      : [`${namespace} is missing`];
  });
  const files = isDeepStrictEqual(expected.gridfs, found.gridfs) ? [] : ['GridFS has other files'];
  return [...collections, ...files];
}

function between(expected: CollectionInventory, found: CollectionInventory, expiring: boolean): string[] {
  const lines: string[] = [];
  if (expiring && JSON.stringify(found.indexes).includes('"expireAfterSeconds"')) {
    if (expected.documents < found.documents) lines.push('more documents than there were');
  } else if (expected.documents !== found.documents)
    lines.push(`${found.documents} documents instead of ${expected.documents}`);
  else if (expected.sha256 !== found.sha256) lines.push('other documents, as many as there were');
  if (!isDeepStrictEqual(expected.options, found.options)) lines.push('another validator, or other options');
  if (!isDeepStrictEqual(expected.indexes, found.indexes)) lines.push('other indexes');
  return lines;
}
