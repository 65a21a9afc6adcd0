import { type Aggregate, type AnyBulkWriteOperation, type Query, type Schema } from 'mongoose';

import { aggregatesOwned, isOneRider, namesOwner, type Ownership, writesOwner } from './names-owner';

type AnyQuery = Query<unknown, unknown>;
type AnyAggregate = Aggregate<unknown[]>;

const READS = ['countDocuments', 'distinct', 'find', 'findOne'] as const;
const WRITES = [
  'findOneAndDelete',
  'findOneAndReplace',
  'findOneAndUpdate',
  'deleteMany',
  'deleteOne',
  'replaceOne',
  'updateMany',
  'updateOne',
] as const;

/** Why each may: kept outside, since whatever stands in a query's options goes to MongoDB. */
const across = new WeakMap<object, string>();
const ownerships = new WeakMap<Schema, Ownership>();

/** A query of riders' data that does not say whose: a fault of ours, and never an answer. */
export class UnownedQueryError extends Error {
  override readonly name = 'UnownedQueryError';
}

/**
 * Lets a query look at all riders' data, once: for housekeeping, and for what finds out whose something is.
 * @param reason for whoever reads the code
 */
export function acrossRiders<Q extends object>(reason: string, query: Q): Q {
  across.set(query, reason);
  return query;
}

/**
 * Mongoose plugin: everything that is asked of the collection must name the owner. It throws before MongoDB is asked;
 * nothing is added to a filter, since what is added in silence is missed in silence.
 * @example WorkoutSchema.plugin(owned, { by: 'userId' })
 */
export function owned(schema: Schema, ownership: Ownership): void {
  ownerships.set(schema, ownership);
  const fault = (collection: string, what: string): UnownedQueryError =>
    new UnownedQueryError(`${what} of ${collection} without an owner: name ${ownership.by}, or say acrossRiders(…)`);

  schema.pre([...READS], { document: false, query: true }, function (this: AnyQuery) {
    if (!across.has(this) && !namesOwner(this.getFilter(), ownership))
      throw fault(collectionOf(this), operationOf(this));
  });
  schema.pre([...WRITES], { document: false, query: true }, function (this: AnyQuery) {
    if (across.has(this)) return;
    if (!namesOwner(this.getFilter(), { by: ownership.by })) throw fault(collectionOf(this), operationOf(this));
    if (writesOwner(this.getUpdate(), ownership))
      throw fault(collectionOf(this), `${operationOf(this)} with another owner`);
  });
  schema.pre('estimatedDocumentCount', function (this: AnyQuery) {
    if (!across.has(this)) throw fault(collectionOf(this), operationOf(this));
  });
  schema.pre('aggregate', function (this: AnyAggregate) {
    if (!across.has(this) && !aggregatesOwned(this.pipeline(), ownership))
      throw fault(this.model().collection.collectionName, 'aggregate');
  });
  schema.pre('save', function () {
    if (!this.isNew) throw fault(this.collection.collectionName, 'save');
  });
  schema.pre('insertMany', function (documents: unknown) {
    const riders = [documents].flat() as Record<string, unknown>[];
    if (!riders.every((document) => isOneRider(document[ownership.by])))
      throw fault(this.collection.collectionName, 'insertMany');
  });
  schema.pre('bulkWrite', function (operations: AnyBulkWriteOperation[]) {
    if (!operations.every((operation) => isOwnedWrite(operation, ownership)))
      throw fault(this.collection.collectionName, 'bulkWrite');
  });
}

/** How the documents of a schema are owned; undefined where they are nobody's. */
export const ownershipOf = (schema: Schema): Ownership | undefined => ownerships.get(schema);

const collectionOf = (query: AnyQuery): string => query.model.collection.collectionName;
const operationOf = (query: AnyQuery): string => (query as unknown as { op: string }).op;

function isOwnedWrite(operation: object, ownership: Ownership): boolean {
  return Object.values(operation as Record<string, Record<string, unknown>>).every(
    ({ document, filter, update, replacement }) =>
      document !== undefined
        ? isOneRider((document as Record<string, unknown>)[ownership.by])
        : namesOwner(filter as Record<string, unknown>, { by: ownership.by }) &&
          !writesOwner(update ?? replacement, ownership),
  );
}
