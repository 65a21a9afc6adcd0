import { holdAgainstDocument } from './contract';
import { eventually } from './eventually';

/** One server-sent event: its data parsed, its id if it had one. */
export interface ServerEvent {
  id?: string;
  data: {
    type: string;
    id?: string;
    streamName?: string;
    stream?: string;
    data?: { message: string; timestamp: string };
  };
}

/** An open event stream, gathering what comes. */
export class Events {
  readonly events: ServerEvent[] = [];
  readonly comments: string[] = [];
  retry: number | undefined;
  ended = false;
  private readonly abort = new AbortController();

  static async open(url: string, headers: Record<string, string> = {}): Promise<Events> {
    const stream = new Events();
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: stream.abort.signal,
    });
    const { origin, pathname, search } = new URL(url);
    const contentType = response.headers.get('content-type');
    await holdAgainstDocument(origin, 'GET', pathname + search, { status: response.status, contentType, text: '' });
    if (response.status !== 200 || !response.body) throw new Error(`${response.status} ${await response.text()}`);
    void stream.read(response.body);
    await stream.until(() => stream.events.length > 0);
    return stream;
  }

  /** The messages among the events, as the rider sent them. */
  get messages(): string[] {
    return this.events.filter(({ data }) => data.type === 'message').map(({ data }) => data.data?.message ?? '');
  }

  async until(condition: () => boolean, timeoutMs?: number): Promise<void> {
    await eventually(
      () => {
        if (!condition()) throw new Error(`not seen among ${this.events.length} events`);
      },
      { timeoutMs },
    );
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const part of body) {
        const frames = (rest + decoder.decode(part, { stream: true })).split('\n\n');
        rest = frames.pop() ?? '';
        for (const frame of frames) this.take(frame);
      }
    } catch {
      // Closed by us, or cut: either way it is over.
    }
    this.ended = true;
  }

  private take(frame: string): void {
    const event: Partial<ServerEvent> = {};
    for (const line of frame.split('\n')) {
      if (line.startsWith(':')) this.comments.push(line);
      else if (line.startsWith('id: ')) event.id = line.slice(4);
      else if (line.startsWith('retry: ')) this.retry = Number(line.slice(7));
      else if (line.startsWith('data: ')) event.data = JSON.parse(line.slice(6)) as ServerEvent['data'];
    }
    if (event.data) this.events.push(event as ServerEvent);
  }
}
