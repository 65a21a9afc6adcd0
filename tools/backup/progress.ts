import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Where the scripts show what is going on; standard error keeps the one line about what went wrong. */
const FD = 4;
const onTerminal = isatty(FD);
const EVERY_MS = onTerminal ? 500 : 30_000;

export const say = (line: string): void => void writeSync(FD, `${line}\n`);

/** Tells a person how much has gone by: as one moving line on a terminal, elsewhere as a line now and then. */
export function bytesProgress(what: string): { at(bytes: number): void; done(): void } {
  let last = Date.now();
  let shown = false;
  return {
    at(bytes) {
      if (Date.now() - last < EVERY_MS) return;
      last = Date.now();
      shown = true;
      const line = `${what}: ${(bytes / 1e6).toFixed(0)} MB`;
      writeSync(FD, onTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    done() {
      if (shown && onTerminal) writeSync(FD, '\r\u001b[2K');
    },
  };
}
