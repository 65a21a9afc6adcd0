import { type ApiClient, DemoFailure } from './api-client';
import { serverSentEvents } from './server-sent-events';

interface StreamEvent {
  type: string;
  data?: { message: string };
}

interface Metrics {
  timestamp?: number;
  power?: number | null;
  heartrate?: number | null;
}

const PATIENCE_MS = 15_000;

/** Somebody who watches a ride from afar, and counts what arrives. */
export class Viewer {
  /** Points seen, each timestamp once. */
  get seen(): number {
    return this.timestamps.size;
  }
  /** Points that arrived though they had arrived before; there should be none. */
  seenTwice = 0;
  power: number | null = null;
  heartrate: number | null = null;

  private readonly timestamps = new Set<number>();
  private readonly closing = new AbortController();
  private watching: Promise<void> = Promise.resolve();
  private failure: Error | null = null;

  constructor(private readonly onPoint: (viewer: Viewer) => void) {}

  /** Settles once the service has said that the viewer is connected. */
  async watch(api: ApiClient, streamName: string): Promise<void> {
    const body = await api.open(`/api/streams/${streamName}/listen`, this.closing.signal);
    await new Promise<void>((resolve, reject) => {
      this.watching = this.follow(body, resolve).catch((error: unknown) => {
        if (this.closing.signal.aborted) return;
        this.failure = error instanceof Error ? error : new Error(String(error));
        reject(this.failure);
      });
    });
  }

  /**
   * Waits until so many points have been seen; gives up when nothing comes any more.
   * @throws whatever has ended the watching
   */
  async untilSeen(points: number): Promise<void> {
    for (let [last, since] = [-1, Date.now()]; this.seen < points;) {
      if (this.failure) throw this.failure;
      if (this.seen !== last) [last, since] = [this.seen, Date.now()];
      if (Date.now() - since > PATIENCE_MS) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.watching;
  }

  private async follow(body: AsyncIterable<Uint8Array>, connected: () => void): Promise<void> {
    for await (const { data } of serverSentEvents(body)) {
      const event = JSON.parse(data) as StreamEvent;
      if (event.type === 'connected') connected();
      if (event.type === 'stream_deleted') return;
      if (event.type === 'message' && event.data) this.take(metricsOf(event.data.message));
    }
    throw new DemoFailure('The service let go of the viewer in the middle of the ride');
  }

  private take({ timestamp, power, heartrate }: Metrics): void {
    if (timestamp === undefined) return;
    if (this.timestamps.has(timestamp)) this.seenTwice++;
    this.timestamps.add(timestamp);
    this.power = power ?? null;
    this.heartrate = heartrate ?? null;
    this.onPoint(this);
  }
}

/** Messages that are no telemetry, such as chat, are shown elsewhere. */
function metricsOf(message: string): Metrics {
  return message.startsWith('{') ? (JSON.parse(message) as Metrics) : {};
}
