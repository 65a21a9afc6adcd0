import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { errorCodes } from 'fastify';

import { InvalidError } from '../errors';

/**
 * Inflates a body as it comes, and stops at `limit`: what a few kilobytes would swell to is never there in whole.
 * @returns a stream that fails when the body is no gzip, ends too early, or is larger than `limit` either way
 */
export function inflate(body: Readable, limit: number): Readable {
  const gunzip = createGunzip();
  const inflated = new Limited(limit);
  body.on('data', (chunk: Buffer) => (inflated.receivedEncodedLength += chunk.length));
  body.on('error', (error) => inflated.destroy(error));
  gunzip.on('error', () =>
    inflated.destroy(InvalidError.field('body', 'must be whole, and compressed as Content-Encoding says')),
  );
  inflated.on('close', () => {
    body.unpipe(gunzip);
    gunzip.destroy();
  });
  body.pipe(gunzip).pipe(inflated);
  return inflated;
}

class Limited extends Transform {
  /** By this name Fastify compares it with the length that was promised. */
  receivedEncodedLength = 0;
  private length = 0;

  constructor(private readonly limit: number) {
    super();
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.length += chunk.length;
    if (this.length > this.limit) done(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE());
    else done(null, chunk);
  }
}
