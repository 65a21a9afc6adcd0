import { type Model, mongo } from 'mongoose';

import { bsonDocuments } from './bson-documents';
import { isOneRiderUncast, namesOwner, type Ownership } from './names-owner';
import { ownershipOf, UnownedQueryError } from './owned';
import { timedCommand } from './timed-command';

type Filter = Record<string, unknown>;

/**
 * The driver's collection behind a model of owned documents, for the few places where Mongoose costs too much. Held to
 * the rule of {@link owned}; nothing is cast here, so riders' ids are ObjectIds.
 */
export class RawCollection<Document extends object> {
  private readonly ownership: Ownership;

  constructor(private readonly model: Model<Document>) {
    const ownership = ownershipOf(model.schema);
    if (!ownership) throw new Error(`${model.modelName} is not owned`);
    this.ownership = ownership;
  }

  find<Found extends object>(filter: Filter, options: mongo.FindOptions): mongo.FindCursor<mongo.WithId<Found>> {
    if (!namesOwner(filter, this.ownership, isOneRiderUncast)) throw this.fault('find');
    return this.model.collection.find<mongo.WithId<Found>>(filter, options);
  }

  /**
   * Inserts documents that are BSON already by one command, all of them or as many as can be. Nobody looks at them here: the
   * caller has put the owner into each. Not tried again by itself when a server steps down.
   * @param bson the documents, one behind the other, 48 MB at the most; not to be written over until this is through
   * @throws MongoServerError where one of them is refused, or not written as `writeConcern` wants
   */
  async insertBson(bson: Uint8Array, writeConcern: mongo.WriteConcernSettings = {}): Promise<void> {
    const { collectionName } = this.model.collection;
    const { db } = this.model.db;
    if (!db) throw new Error(`${collectionName} is not connected`);
    const documents = bsonDocuments('documents', bson);
    const command = { insert: collectionName, documents, ordered: false, writeConcern };
    const { writeErrors } = await timedCommand(collectionName, 'insertMany', () => db.command(command));
    const [refused] = (writeErrors ?? []) as mongo.ErrorDescription[];
    if (refused) throw new mongo.MongoServerError(refused);
  }

  /** Looks whoever's it is; the caller decides who is told. @param _reason for whoever reads the code */
  findOneAcrossRiders<Found extends object>(
    _reason: string,
    filter: Filter,
    options: mongo.FindOptions,
  ): Promise<Found | null> {
    const { collection } = this.model;
    const find = () => collection.findOne<Found>(filter, options);
    return timedCommand(collection.collectionName, 'findOne', find, { filter });
  }

  private fault(operation: string): UnownedQueryError {
    return new UnownedQueryError(
      `raw ${operation} of ${this.model.collection.collectionName} without ${this.ownership.by} as an ObjectId`,
    );
  }
}
