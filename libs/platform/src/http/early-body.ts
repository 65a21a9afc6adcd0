import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

const left = new WeakMap<IncomingMessage, Buffer>();

/**
 * Reads a body whose length was promised. One that breaks off is never heard of: there is nobody left to answer.
 * @param take gets all of it, in memory that may be used for something else afterwards
 */
export function readBody(request: IncomingMessage, take: (body: Buffer) => void): void {
  const length = Number(request.headers['content-length']);
  let received = 0;
  let parts: Buffer[] | null = null;
  request.on('data', (part: Buffer) => {
    received += part.length;
    if (received < length) (parts ??= []).push(Buffer.from(part));
    else take(parts ? Buffer.concat([...parts, part]) : part);
  });
  request.on('error', () => undefined);
}

/** For whoever reads the body of this request next. */
export function leaveBody(request: IncomingMessage, body: Buffer): void {
  left.set(request, Buffer.from(body));
}

/** A body that was read already, as if it was not; undefined where none was. */
export function leftBody(request: IncomingMessage): Readable | undefined {
  const body = left.get(request);
  if (!body) return undefined;
  left.delete(request);
  return Readable.from([body]);
}
