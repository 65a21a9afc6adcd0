import { type ChunkStore } from '../chunks/chunk-store';
import { BatchWrite, type ConsumerObserver } from './batch-write';
import { type EntryBuffer } from './entry-buffer';
import { type Gatherer } from './gatherer';
import { type IngestLog } from './ingest-log';

/**
 * Writes batches of log entries, one at a time into MongoDB. While one goes there, Redis forgets the one before, and the next
 * may be gathered.
 */
export class BatchWriter {
  /** Oldest first, two at the most. */
  private readonly underWay: BatchWrite[] = [];
  /** What gathered batches that are through. */
  private readonly free: Gatherer[] = [];

  constructor(
    private readonly log: IngestLog,
    private readonly chunks: ChunkStore,
    private readonly observer: ConsumerObserver,
  ) {}

  /** Whether a batch is here that could not be written. */
  get failed(): boolean {
    return this.underWay.some(({ failed }) => failed);
  }

  has(logId: string): boolean {
    return this.underWay.some(({ batch }) => batch.logIds.has(logId));
  }

  /**
   * Begins to write a batch, as soon as those before leave room.
   * @returns what gathered one that is through, for another
   * @throws when one before cannot be written; then this one was not taken
   */
  async begin(batch: EntryBuffer): Promise<Gatherer | undefined> {
    const [oldest, newer] = this.underWay;
    if (newer) await oldest?.through;
    await (newer ?? oldest)?.stored;
    if (this.failed) await this.settle();
    const write = new BatchWrite(batch, this.log, this.chunks, this.observer);
    this.underWay.push(write);
    void write.through.then(() => write.failed || this.forget(write));
    return this.free.pop();
  }

  /**
   * Waits for the batches that were begun, and tries once more what failed; it stays here and pending until it succeeds.
   * @throws what it failed with the second time
   */
  async settle(): Promise<void> {
    for (const write of [...this.underWay]) {
      await write.through;
      if (!write.failed) continue;
      await write.again();
      this.forget(write);
    }
  }

  private forget(write: BatchWrite): void {
    this.underWay.splice(this.underWay.indexOf(write), 1);
    this.free.push(write.batch.gatherer);
  }
}
