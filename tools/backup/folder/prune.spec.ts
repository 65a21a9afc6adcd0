import { backups } from '../test/support/examples';
import { outdated } from './prune';

const DAY = 86_400;
const names = (days: number, ...all: Parameters<typeof backups>) => {
  const { bases, increments } = outdated(backups(...all), days, 100 * DAY * 1000);
  return [...bases, ...increments].map(({ archive }) => archive.replace(/\d{4,}/g, (n) => String(Number(n) / DAY)));
};

describe('what is removed', () => {
  const days = (...numbers: number[]): number[] => numbers.map((number) => number * DAY);

  it('base backups that are too old, and the increments that led to the oldest one that stays', () => {
    const bases = days(80, 90, 99);
    expect(names(14, { bases, increments: days(79, 85, 90, 95, 99) })).toEqual([
      'base-80',
      'oplog-79-85',
      'oplog-85-90',
    ]);
  });

  it('never the newest base backup', () => {
    expect(names(14, { bases: days(10), increments: days(9, 11) })).toEqual([]);
    expect(names(14, { bases: days(10, 20), increments: days(9, 11, 21) })).toEqual(['base-10', 'oplog-9-11']);
  });

  it('nothing where nothing is', () => {
    expect(names(14, { bases: [], increments: days(1, 2) })).toEqual([]);
  });
});
