import { Injectable } from '@nestjs/common';

import { Instruments } from '#platform';

import { SHARDS } from '../stream-keys';
import { type ConsumerObserver } from './batch-write';
import { DeadLetters } from './dead-letters';
import { IngestLag } from './ingest-lag';

const POINTS = [1, 10, 100, 500, 1_000, 2_500, 5_000, 10_000, 25_000];

/** What the worker does with the ingest logs, in numbers. */
@Injectable()
export class IngestInstruments implements ConsumerObserver {
  private readonly entriesStored;
  private readonly pointsWritten;
  private readonly chunksWritten;
  private readonly buriedEntries;
  private readonly flushFailures;
  private readonly flushDuration;
  private readonly flushPoints;

  constructor(instruments: Instruments, lag: IngestLag, deadLetters: DeadLetters) {
    this.entriesStored = instruments.counter('bpt_ingest_entries_stored_total', 'Log records acknowledged');
    this.pointsWritten = instruments.counter('bpt_ingest_points_written_total', 'Points written to MongoDB');
    this.chunksWritten = instruments.counter('bpt_ingest_chunks_written_total', 'Chunk documents written to MongoDB');
    this.buriedEntries = instruments.counter('bpt_ingest_entries_buried_total', 'Log entries moved to dead letters');
    this.flushFailures = instruments.counter('bpt_ingest_flush_failures_total', 'Flushes to be done again');
    this.flushDuration = instruments.duration('bpt_ingest_flush_duration_seconds', 'From MongoDB to acknowledgement');
    this.flushPoints = instruments.size('bpt_ingest_flush_points', 'Points written at once', POINTS);

    const perShard = (name: string, help: string, measure: (shard: number) => Promise<number>): void =>
      instruments.gauge(name, help, ['shard'], async (gauge) => {
        for (let shard = 0; shard < SHARDS; shard += 1) gauge.set({ shard }, await measure(shard));
      });
    const ofShard = async (shard: number) => {
      const found = (await lag.latest())[shard];
      if (!found) throw new Error(`no shard ${shard}`);
      return found;
    };
    perShard(
      'bpt_ingest_lag_entries',
      'Log entries that no worker has read',
      async (shard) => (await ofShard(shard)).undelivered,
    );
    perShard(
      'bpt_ingest_pending_entries',
      'Log entries read and not yet acknowledged',
      async (shard) => (await ofShard(shard)).pending,
    );
    perShard(
      'bpt_ingest_oldest_entry_age_seconds',
      'Age of the oldest log entry that is not acknowledged',
      async (shard) => (await ofShard(shard)).oldestAge / 1_000,
    );
    perShard('bpt_ingest_dead_letters', 'Dead letters that are there', (shard) => deadLetters.count(shard));
  }

  flushed(records: number, points: number, chunks: number, milliseconds: number): void {
    this.entriesStored.inc(records);
    this.pointsWritten.inc(points);
    this.chunksWritten.inc(chunks);
    this.flushPoints.observe(points);
    this.flushDuration.observe(milliseconds / 1_000);
  }

  flushFailed(): void {
    this.flushFailures.inc();
  }

  buried(): void {
    this.buriedEntries.inc();
  }
}
