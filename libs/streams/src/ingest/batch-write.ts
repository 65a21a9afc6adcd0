import { type ChunkStore } from '../chunks/chunk-store';
import { type EntryBuffer } from './entry-buffer';
import { type IngestLog } from './ingest-log';

/** Who wants to know what a consumer does. */
export interface ConsumerObserver {
  flushed(records: number, points: number, chunks: number, milliseconds: number): void;
  flushFailed(): void;
  buried(): void;
}

/** One batch on its way into MongoDB, and then out of the log. It sets out at once. */
export class BatchWrite {
  /** Until MongoDB has it, or it failed. Never rejects. */
  readonly stored: Promise<void>;
  /** Until nothing is left to be done, or it failed. Never rejects. */
  readonly through: Promise<void>;
  failed = false;
  private since = 0;
  private chunkCount = 0;
  private pointCount = 0;

  constructor(
    readonly batch: EntryBuffer,
    private readonly log: IngestLog,
    private readonly chunks: ChunkStore,
    private readonly observer: ConsumerObserver,
  ) {
    const storing = this.store();
    this.through = storing.then(() => this.finish()).catch(() => this.fail());
    this.stored = storing.catch(() => this.through);
  }

  /**
   * Does all of it once more: points that are stored twice are read once.
   * @throws what it failed with
   */
  async again(): Promise<void> {
    try {
      await this.store();
      await this.finish();
      this.failed = false;
    } catch (error) {
      this.fail();
      throw error;
    }
  }

  private async store(): Promise<void> {
    this.since = performance.now();
    [this.chunkCount, this.pointCount] = [0, 0];
    for (const part of this.batch.gatherer.chunks()) {
      await this.chunks.insert(part);
      this.chunkCount += part.chunks;
      this.pointCount += part.points;
    }
  }

  /** That a stream was removed is known when its points are in MongoDB. */
  private async finish(): Promise<void> {
    const { batch, log } = this;
    const removed = await log.finish(batch);
    for (const stream of removed) {
      const { userId, streamId } = batch.gatherer.idsOf(stream);
      await this.chunks.remove(userId, [streamId]);
    }
    if (removed.length > 0) await log.acknowledge(batch);
    this.observer.flushed(batch.records, this.pointCount, this.chunkCount, performance.now() - this.since);
  }

  private fail(): void {
    this.failed = true;
    this.observer.flushFailed();
  }
}
