import { compare } from '../oplog/position';
import { type Backups } from './backup-folder';

/**
 * Archives that nobody needs any more: base backups older than so many days, except the newest, and the increments that
 * lead to no later time than the oldest base backup that stays.
 */
export function outdated({ bases, increments }: Backups, days: number, now: number): Backups {
  const isOld = (wall: string): boolean => now - Date.parse(wall) > days * 86_400_000;
  const newest = bases.at(-1);
  const old = bases.filter((base) => base !== newest && isOld(base.oplog.end.wall));
  const oldestKept = bases.find((base) => !old.includes(base));
  return {
    bases: old,
    increments: oldestKept ? increments.filter(({ end }) => compare(end, oldestKept.oplog.end) <= 0) : [],
  };
}
