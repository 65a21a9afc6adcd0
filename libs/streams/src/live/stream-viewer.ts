import { compareEntryIds } from '../entry-id';
import { type StreamEntry } from '../stream-entry';
import { type StreamReader } from '../stream-reader';
import { type EventStream } from './event-stream';
import { messageFrame } from './frames';
import { type LiveHub, type StreamListener } from './live-hub';

const PAGE = 500;
/** Live entries that may wait while a viewer is being brought up to date; the rest is read from the stream again. */
const MAX_WAITING = 5_000;

export interface ViewerCallbacks {
  onRemoved(): void;
  onVisibilityChanged(): void;
}

/** One viewer's place in one stream: first what they missed, then what comes, each entry once and in order. */
export class StreamViewer implements StreamListener {
  private waiting: StreamEntry[] | null = [];
  private overflowed = false;
  private output: EventStream | undefined;
  private detach: (() => Promise<void>) | undefined;
  private stopped = false;

  constructor(
    private readonly name: string,
    private readonly kind: 'listen' | 'listenAll',
    private readonly callbacks: ViewerCallbacks,
    private lastId: string | null,
  ) {}

  /** Begins to listen; what comes waits until {@link follow}. Fails when Redis cannot be asked. */
  async attach(hub: LiveHub): Promise<void> {
    this.detach = await hub.watch(this.name, this);
    // Whoever left meanwhile had nothing to take back.
    if (this.stopped) await this.detach();
  }

  /** Sends what was missed since the last id, then what has come meanwhile; from then on everything as it comes. */
  async follow(output: EventStream, reader: StreamReader): Promise<void> {
    this.output = output;
    while (this.lastId !== null && !output.closed) {
      const page = await reader.messages(this.name, `(${this.lastId}`, '+', PAGE);
      for (const entry of page) this.send(entry);
      await output.drained();
      if (page.length === PAGE) continue;
      if (!this.overflowed) break;
      this.overflowed = false;
      this.waiting = [];
    }
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const entry of waiting) this.send(entry);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.detach?.();
  }

  onEntry(entry: StreamEntry): void {
    if (!this.waiting) this.send(entry);
    else if (this.waiting.length < MAX_WAITING) this.waiting.push(entry);
    else this.overflowed = true;
  }

  onRemoved(): void {
    this.callbacks.onRemoved();
  }

  onDigest(digest: object): void {
    if (this.waiting) return;
    this.output?.sendData({
      type: 'summary',
      streamName: this.name,
      ...(this.kind === 'listenAll' && { stream: this.name }),
      ...digest,
    });
  }

  onVisibilityChanged(): void {
    this.callbacks.onVisibilityChanged();
  }

  private send(entry: StreamEntry): void {
    if (this.lastId !== null && compareEntryIds(entry.id, this.lastId) <= 0) return;
    this.lastId = entry.id;
    this.output?.send(messageFrame(this.name, entry, this.kind));
  }
}
