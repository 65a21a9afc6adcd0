import { Types } from 'mongoose';

import { isObjectId } from '../http/object-id.pipe';

/** Whose a document of a collection is, and which documents others may read too. */
export interface Ownership {
  /** The field with the rider's id. */
  by: string;
  /** What a document says of itself when it may be read by anybody, e.g. `{ visibility: 'public' }`. */
  unless?: Readonly<Record<string, string>>;
}

type Filter = Readonly<Record<string, unknown>>;

/** Stages that reach into other collections, where nobody would look for the owner. */
const REACHING_OUT = new Set(['$lookup', '$graphLookup', '$unionWith', '$out', '$merge']);

/** A rider's id, and no operator that many would match. */
export const isOneRider = (value: unknown): boolean => value instanceof Types.ObjectId || isObjectId(value);
/** The same where nothing casts: a string would match nobody. */
export const isOneRiderUncast = (value: unknown): boolean => value instanceof Types.ObjectId;

/**
 * Whether a filter can match documents of one rider only. The owner may stand in it or in a part of `$and`; of an `$or`
 * each branch must name the owner, or what others may read.
 */
export function namesOwner(filter: Filter, ownership: Ownership, isRider = isOneRider): boolean {
  if (isRider(filter[ownership.by])) return true;
  const { $and, $or } = filter as { $and?: Filter[]; $or?: Filter[] };
  if ($and?.some((part) => namesOwner(part, ownership, isRider))) return true;
  const held = (branch: Filter): boolean => namesOwner(branch, ownership, isRider) || isReadable(branch, ownership);
  return $or !== undefined && $or.length > 0 && $or.every(held);
}

/** Whether an aggregation begins with one rider's documents, and stays in its collection. */
export function aggregatesOwned(pipeline: readonly object[], ownership: Ownership): boolean {
  const [first] = pipeline as { $match?: Filter }[];
  return (
    first?.$match !== undefined && namesOwner(first.$match, ownership, isOneRiderUncast) && !pipeline.some(reachesOut)
  );
}

/** Whether an update would give a document another owner. */
export function writesOwner(update: unknown, { by }: Ownership): boolean {
  if (Array.isArray(update)) return true;
  return Object.entries((update ?? {}) as Filter).some(
    ([name, value]) => name === by || (name.startsWith('$') && Object.hasOwn(value as object, by)),
  );
}

function isReadable(branch: Filter, { unless }: Ownership): boolean {
  return unless !== undefined && Object.entries(unless).every(([field, value]) => branch[field] === value);
}

function reachesOut(stage: object): boolean {
  return Object.entries(stage).some(
    ([name, content]) =>
      REACHING_OUT.has(name) ||
      (name === '$facet' &&
        Object.values(content as object[][])
          .flat()
          .some(reachesOut)),
  );
}
