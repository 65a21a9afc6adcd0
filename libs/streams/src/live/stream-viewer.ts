import { compareEntryIds } from '../entry-id';
import { type Audience, mayWatch, type StreamAudience } from '../stream-audience';
import { type StreamDigest } from '../stream-digests';
import { type StreamEntry } from '../stream-entry';
import { type StreamReader } from '../stream-reader';
import { withoutPosition } from '../without-position';
import { type EventStream } from './event-stream';
import { messageFrame } from './frames';
import { type LiveHub, type StreamListener } from './live-hub';

const PAGE = 500;
/** Live entries that may wait while a viewer is being brought up to date; the rest is read from the stream again. */
const MAX_WAITING = 5_000;

/** Which stream is watched, how, and by whom. */
export interface Viewing {
  name: string;
  streamId: string;
  viewerId: string;
  kind: 'listen' | 'listenAll';
}

export interface ViewerCallbacks {
  onRemoved(): void;
  /** The stream is there still, and may no longer be seen. */
  onForbidden(): void;
}

/**
 * One viewer's place in one stream: first what they missed, then what comes, each entry once and in order. As long as it
 * is not known what the viewer may see, it is as little as possible.
 */
export class StreamViewer implements StreamListener {
  private waiting: StreamEntry[] | null = [];
  private overflowed = false;
  private stopped = false;
  private own = false;
  private seesPosition = false;
  private output: EventStream | undefined;
  private detach: (() => Promise<void>) | undefined;

  constructor(
    private readonly viewing: Viewing,
    private readonly callbacks: ViewerCallbacks,
    private lastId: string | null,
  ) {}

  /** Whether nothing more is sent. */
  get isOver(): boolean {
    return this.stopped;
  }

  /** Begins to listen; what comes waits until {@link follow}. Fails when Redis cannot be asked. */
  async attach(hub: LiveHub, audience: StreamAudience): Promise<void> {
    this.detach = await hub.watch(this.viewing.name, this);
    // Whoever left meanwhile had nothing to take back.
    if (this.stopped) return this.detach();
    const [now] = await audience.of([this.viewing.name]);
    this.onAudience(now ?? null);
  }

  /** Sends what was missed since the last id, then what has come meanwhile; from then on everything as it comes. */
  async follow(output: EventStream, reader: StreamReader): Promise<void> {
    this.output = output;
    while (this.lastId !== null && !output.closed && !this.stopped) {
      const page = await reader.messages(this.viewing.name, `(${this.lastId}`, '+', PAGE);
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
    if (!this.stopped) this.callbacks.onRemoved();
  }

  onAudience(audience: Audience | null): void {
    const { streamId, viewerId } = this.viewing;
    if (this.stopped) return;
    // Another stream of that name is another rider's business.
    if (audience?.streamId !== streamId) return this.forbid(() => this.callbacks.onRemoved());
    if (!mayWatch(audience, viewerId)) return this.forbid(() => this.callbacks.onForbidden());
    this.own = audience.owner === viewerId;
    this.seesPosition = this.own || audience.sharesPosition;
  }

  onDigest({ streamId, own, shared }: StreamDigest): void {
    const digest = this.own ? own : shared;
    const { name, kind } = this.viewing;
    if (this.waiting || this.stopped || !digest || streamId !== this.viewing.streamId) return;
    this.output?.sendData({
      type: 'summary',
      streamName: name,
      ...(kind === 'listenAll' && { stream: name }),
      ...digest,
    });
  }

  /** Nothing more is sent, whatever waits or is being read. */
  private forbid(tell: () => void): void {
    this.stopped = true;
    tell();
  }

  private send(entry: StreamEntry): void {
    if (this.stopped || (this.lastId !== null && compareEntryIds(entry.id, this.lastId) <= 0)) return;
    this.lastId = entry.id;
    const shown = this.seesPosition ? entry : withoutPosition(entry);
    this.output?.send(messageFrame(this.viewing.name, shown, this.viewing.kind));
  }
}
