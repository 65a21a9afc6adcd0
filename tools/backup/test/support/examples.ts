import { type OplogTime } from '../../oplog/position';
import { type Backups } from '../../folder/backup-folder';

/** A place in the oplog, so many seconds after the beginning of 1970. */
export const at = (seconds: number): OplogTime => ({
  seconds,
  ordinal: 1,
  wall: new Date(seconds * 1000).toISOString(),
});

const common = { format: 1, bytes: 1, encryption: null, service: '0.1.0', mongodb: '8.2.0' } as const;

/** For unit tests: base backups of these moments, and increments from each of these moments to the next. */
export function backups({ bases, increments }: { bases: number[]; increments: number[] }): Backups {
  return {
    bases: bases.map((seconds) => ({
      ...common,
      kind: 'base',
      archive: `base-${seconds}`,
      mongodump: '100.13.0',
      startedAt: at(seconds).wall,
      seconds: 1,
      oplog: { start: at(seconds - 5), end: at(seconds), entries: 3 },
      inventory: null,
    })),
    increments: increments.slice(1).map((end, index) => {
      const after = increments[index] ?? 0;
      return { ...common, kind: 'oplog', archive: `oplog-${after}-${end}`, after: at(after), end: at(end), entries: 7 };
    }),
  };
}
