import { once } from 'node:events';
import { type Writable } from 'node:stream';

/** Writes, and waits where the reader is slower. */
export async function write(out: Writable, bytes: Buffer): Promise<void> {
  if (!out.write(bytes)) await once(out, 'drain');
}

/** Waits until all has been handed to the reader. */
export async function finish(out: Writable): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    out.once('error', reject);
    out.end(resolve);
  });
}
