import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../../support/interleaved';
import { now } from './clock';
import { type Senders } from './points';

/** Viewers who come and stay, so many of each stream. */
export interface WatchJob extends Senders {
  ofEach: number;
}

/** Waits until all viewers together have got so many messages since they came. */
export interface ExpectJob {
  messages: number;
  limitSeconds: number;
}

export interface ExpectResult {
  messages: number;
  /** When the last of them arrived, unix ms. */
  lastAt: number;
  /** From the sending to the viewer, ms; only of messages that say when they were sent. Those since it was asked last. */
  delay: Record<'p50' | 'p99', number>;
}

const OPENED_AT_ONCE = 50;
const OPEN_WITHIN_MS = 30_000;
/** Only messages have an id; a comment or a summary has none. */
const MESSAGE = Buffer.from('\nid: ');
const CONNECTED = Buffer.from('"connected"');
const SENT_AT = Buffer.from('elapsed\\":');
const LATEST = 40;

const viewers: Viewer[] = [];
const seen = { messages: 0, lastAt: 0, lost: 0 };
let delays: number[] = [];

/** One event stream, of which no more is understood than where messages begin. */
class Viewer {
  private readonly socket: Socket;
  private tail: Buffer = Buffer.alloc(0);
  connected = false;

  constructor(url: URL, path: string, key: string) {
    this.socket = connect({ host: url.hostname, port: Number(url.port) });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => (seen.lost += 1));
    this.socket.on('data', (part) => this.take(part));
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: ${key}\r\n\r\n`);
  }

  leave(): void {
    this.socket.removeAllListeners('close').destroy();
  }

  private take(part: Buffer): void {
    const bytes = this.tail.length > 0 ? Buffer.concat([this.tail, part]) : part;
    this.connected ||= bytes.includes(CONNECTED);
    const at = now();
    let end = 0;
    for (let start = bytes.indexOf(MESSAGE); start >= 0; start = bytes.indexOf(MESSAGE, end)) {
      end = start + MESSAGE.length;
      seen.messages += 1;
      seen.lastAt = at;
      const stamp = bytes.indexOf(SENT_AT, end);
      if (stamp < 0) continue;
      const sentAt = parseFloat(bytes.toString('latin1', stamp + SENT_AT.length, stamp + LATEST));
      // Other loads put the second of the ride there.
      if (sentAt > 1e12) delays.push(at - sentAt);
    }
    this.tail = bytes.subarray(Math.max(end, bytes.length - MESSAGE.length + 1));
  }
}

/** @returns how many have been told that they are connected */
export async function watchStreams({ url, streams, ofEach }: WatchJob): Promise<{ viewers: number }> {
  const wanted = streams.flatMap((stream) => Array.from({ length: ofEach }, () => stream));
  const address = new URL(url);
  const end = now() + OPEN_WITHIN_MS;
  for (let start = 0; start < wanted.length; start += OPENED_AT_ONCE) {
    const next = wanted.slice(start, start + OPENED_AT_ONCE);
    viewers.push(...next.map(({ name, key }) => new Viewer(address, `/api/streams/${name}/listen`, key)));
    while (!viewers.every(({ connected }) => connected)) {
      if (now() > end) throw new Error('Not all viewers were let in');
      await pause(2);
    }
  }
  return { viewers: viewers.length };
}

export async function expectMessages({ messages, limitSeconds }: ExpectJob): Promise<ExpectResult> {
  for (const end = now() + limitSeconds * 1000; seen.messages < messages; await pause(2)) {
    if (seen.lost > 0) throw new Error(`${seen.lost} viewers have lost their connection`);
    if (now() > end) throw new Error(`${seen.messages} of ${messages} messages have arrived`);
  }
  const delay = { p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) };
  delays = [];
  return { messages: seen.messages, lastAt: seen.lastAt, delay };
}

/** All viewers go, and their counts with them. */
export function stopWatching(_job: Record<string, never>): Promise<{ viewers: number }> {
  const count = viewers.length;
  for (const viewer of viewers.splice(0)) viewer.leave();
  seen.messages = 0;
  seen.lost = 0;
  delays = [];
  return Promise.resolve({ viewers: count });
}
