import { type ChunkStore } from '../chunks/chunk-store';
import { type EntryBuffer } from './entry-buffer';
import { type IngestLog } from './ingest-log';
import { type Gatherer } from './gatherer';

/** Who wants to know what a consumer does. */
export interface ConsumerObserver {
  flushed(records: number, points: number, chunks: number, milliseconds: number): void;
  flushFailed(): void;
  buried(): void;
}

/** Writes one batch of log entries at a time, while the next is being gathered. */
export class BatchWriter {
  private batch: EntryBuffer | null = null;
  /** Of the batch that was begun last. */
  private gatherer: Gatherer | null = null;
  private writing: Promise<void> | null = null;

  constructor(
    private readonly log: IngestLog,
    private readonly chunks: ChunkStore,
    private readonly observer: ConsumerObserver,
  ) {}

  /** Whether a batch is here that could not be written. */
  get failed(): boolean {
    return this.batch !== null && this.writing === null;
  }

  has(logId: string): boolean {
    return this.batch?.logIds.has(logId) ?? false;
  }

  /**
   * Begins to write a batch, as soon as the one before is through.
   * @returns what gathered the one before, for another
   * @throws when the one before cannot be written; then this one was not taken
   */
  async begin(batch: EntryBuffer): Promise<Gatherer | null> {
    await this.settle();
    const { gatherer } = this;
    this.batch = batch;
    this.gatherer = batch.gatherer;
    this.writing = this.write(batch)
      .then(() => void (this.batch = null))
      .catch(() => undefined)
      .finally(() => (this.writing = null));
    return gatherer;
  }

  /**
   * Waits for the batch that was begun, and tries once more what failed; it stays here and pending until it succeeds.
   * @throws what it failed with the second time
   */
  async settle(): Promise<void> {
    await this.writing;
    if (!this.batch) return;
    await this.write(this.batch);
    this.batch = null;
  }

  /** MongoDB first, then the acknowledgement; that a stream was removed is known when its points are in MongoDB. */
  private async write(batch: EntryBuffer): Promise<void> {
    const start = performance.now();
    let [chunks, points] = [0, 0];
    try {
      for (const part of batch.gatherer.chunks()) {
        await this.chunks.insert(part);
        chunks += part.chunks;
        points += part.points;
      }
      for (const removed of await this.log.markPersisted(batch)) {
        const { userId, streamId } = batch.gatherer.idsOf(removed);
        await this.chunks.remove(userId, [streamId]);
      }
      await this.log.acknowledge(batch);
    } catch (error) {
      this.observer.flushFailed();
      throw error;
    }
    this.observer.flushed(batch.records, points, chunks, performance.now() - start);
  }
}
