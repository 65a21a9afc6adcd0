import { mkdir, open, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TAKEN = join(tmpdir(), 'bike-power-tracker-ports');
/** Whoever asked listens by then. */
const TAKEN_FOR_MS = 60_000;
const MOST_TRIES = 50;

/**
 * A TCP port of 127.0.0.1 that nobody listens on at this moment, and that nobody else is given within a minute, in whatever
 * process: two programs that start at once would otherwise find the same one, and each ask the other how it is.
 * @throws Error when none is found
 */
export async function freePort(): Promise<number> {
  await mkdir(TAKEN, { recursive: true });
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const port = await unusedPort();
    if (await take(join(TAKEN, String(port)))) return port;
  }
  throw new Error(`No free port was found in ${MOST_TRIES} tries`);
}

/** @returns whether it was not taken yet */
async function take(mark: string): Promise<boolean> {
  const found = await stat(mark).catch(() => null);
  if (found && Date.now() - found.mtimeMs > TAKEN_FOR_MS) await rm(mark, { force: true });
  const made = await open(mark, 'wx').catch(() => null);
  await made?.close();
  return made !== null;
}

function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
