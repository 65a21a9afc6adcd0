import { Gatherer } from './gatherer';
import { readLogEntry } from './log-entry';

/** What was read of an ingest log, gathered by stream. */
export class EntryBuffer {
  /** In the order of arrival. */
  readonly logIds = new Set<string>();
  records = 0;
  /** When the oldest of them was taken, unix ms. */
  since = 0;

  /** @param gatherer what it holds is forgotten */
  constructor(readonly gatherer = new Gatherer()) {
    gatherer.clear();
  }

  get points(): number {
    return this.gatherer.points;
  }

  /**
   * Takes an entry once, however often it comes.
   * @throws UnreadableEntryError, UnreadableRecordError; then nothing of it was taken
   */
  add(logId: string, fields: readonly Buffer[]): void {
    if (this.logIds.has(logId)) return;
    const entry = this.logIds.size;
    const records = readLogEntry(fields, this.gatherer, entry);
    this.gatherer.nameEntry(entry, logId);
    if (entry === 0) this.since = Date.now();
    this.logIds.add(logId);
    this.records += records;
  }
}
