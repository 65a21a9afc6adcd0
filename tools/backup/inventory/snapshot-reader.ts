import { type mongo } from 'mongoose';

type Command = Record<string, unknown>;
type Batch = { id: mongo.Long | number; firstBatch?: Buffer[]; nextBatch?: Buffer[] };

const DOCUMENTS_AT_ONCE = 1_000;

/** Reads a server's documents as BSON, all of them as they were at one moment where one is given. */
export class SnapshotReader {
  constructor(
    private readonly client: mongo.MongoClient,
    private readonly at?: mongo.Timestamp,
  ) {}

  async databases(): Promise<string[]> {
    const { databases } = await this.client.db('admin').admin().listDatabases({ nameOnly: true });
    return databases.map(({ name }) => name);
  }

  /** What a command lists, as it is now: MongoDB lists nothing as it was. */
  list(database: string, command: Command): Promise<mongo.Document[]> {
    return this.client.db(database).runCursorCommand(command).toArray() as Promise<mongo.Document[]>;
  }

  /** @throws MongoServerError 239, SnapshotTooOld, where the moment is too long ago */
  async *documents(database: string, find: Command & { find: string }): AsyncGenerator<Buffer> {
    const db = this.client.db(database);
    const session = this.client.startSession();
    const readConcern = this.at && { level: 'snapshot', atClusterTime: this.at };
    const run = async (command: Command): Promise<Batch> => {
      const options = { session, fieldsAsRaw: { firstBatch: true, nextBatch: true } };
      return (await db.command(command, options))['cursor'] as Batch;
    };
    try {
      let batch = await run({ ...find, batchSize: DOCUMENTS_AT_ONCE, ...(readConcern && { readConcern }) });
      yield* batch.firstBatch ?? [];
      while (String(batch.id) !== '0') {
        batch = await run({ getMore: batch.id, collection: find.find, batchSize: DOCUMENTS_AT_ONCE });
        yield* batch.nextBatch ?? [];
      }
    } finally {
      await session.endSession();
    }
  }
}
