import { arrivalOf } from '../entry-id';
import { type StreamEntry } from '../stream-entry';

/** The payload of a message as clients know it; `timestamp` is its arrival, unix ms as a string. */
export interface MessageData {
  message: string;
  timestamp: string;
  author?: string;
}

export function messageData(entry: StreamEntry): MessageData {
  return {
    message: entry.message,
    timestamp: String(arrivalOf(entry.id)),
    ...(entry.author !== undefined && { author: entry.author }),
  };
}

const cache = new WeakMap<StreamEntry, { listen?: string; listenAll?: string }>();

/** The event for viewers of one stream, or of all; made once an entry, however many viewers there are. */
export function messageFrame(streamName: string, entry: StreamEntry, kind: 'listen' | 'listenAll'): string {
  const frames = cache.get(entry) ?? {};
  if (!cache.has(entry)) cache.set(entry, frames);
  frames[kind] ??= `id: ${entry.id}\ndata: ${JSON.stringify({
    type: 'message',
    ...(kind === 'listenAll' && { stream: streamName }),
    id: entry.id,
    streamName,
    data: messageData(entry),
  })}\n\n`;
  return frames[kind];
}
