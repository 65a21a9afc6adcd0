import { type Model, mongo } from 'mongoose';

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
   * Inserts documents by one command, all of them or as many as can be; the server makes the ids of those without. The driver's
   * own `insertMany` goes over every document three times. Not tried again by itself when a server steps down.
   * @param documents 16 MB of BSON at the most
   * @throws MongoServerError where one of them is refused, or not written as `writeConcern` wants
   */
  async insertMany(documents: readonly object[], writeConcern: mongo.WriteConcernSettings = {}): Promise<void> {
    const isOwned = (document: object): boolean => isOneRiderUncast((document as Filter)[this.ownership.by]);
    if (!documents.every(isOwned)) throw this.fault('insertMany');
    const { collectionName } = this.model.collection;
    const { db } = this.model.db;
    if (!db) throw new Error(`${collectionName} is not connected`);
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
