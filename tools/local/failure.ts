import { statfs } from 'node:fs/promises';

/** Something that a person can set right; its message says what and how, in one line. */
export class Failure extends Error {
  /** The last lines of a log, where they tell more. */
  readonly log?: string;

  constructor(message: string, log?: string) {
    super(message);
    this.log = log;
  }
}

const diskFull = /ENOSPC|no space left on device/i;
const nothingLeft = 32 * 1024 * 1024;

/** What to tell a person about an error, whatever it was. */
export async function explain(error: unknown, dataDirectory: string): Promise<string> {
  const { message, log = '' } = error instanceof Failure ? error : { message: String(error) };
  const lines = log.trimEnd();
  // A server that cannot even write its log does not get to say why it dies.
  if (diskFull.test(message) || diskFull.test(lines) || (await bytesFree(dataDirectory)) < nothingLeft) {
    return `The disk is full: make room where ${dataDirectory} and the temporary files lie, then start again.`;
  }
  return lines ? `${message}\n${lines.replace(/^/gm, '  | ')}` : message;
}

/** Bytes that may still be written to the disk of a folder; infinite where that cannot be told. */
export async function bytesFree(directory: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}
