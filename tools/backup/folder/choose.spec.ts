import { newestBase, planFor, readTime } from './choose';
import { at, backups } from '../test/support/examples';

const plan = (...args: Parameters<typeof planFor>) => {
  const { base, increments } = planFor(...args);
  return [base.archive, ...increments.map(({ archive }) => archive)];
};
const time = (seconds: number): Date => new Date(seconds * 1000);

describe('what is read to go back to a time', () => {
  const two = backups({ bases: [100, 200], increments: [90, 150, 210, 250, 300] });

  it('the newest base backup before it, and the increments that lead there, with one more', () => {
    expect(plan(two, time(220))).toEqual(['base-200', 'oplog-150-210', 'oplog-210-250', 'oplog-250-300']);
    expect(plan(two, time(199))).toEqual(['base-100', 'oplog-90-150', 'oplog-150-210', 'oplog-210-250']);
  });

  it('nothing but the base backup where that is of this very moment and nothing followed', () => {
    expect(plan(backups({ bases: [100], increments: [] }), time(100))).toEqual(['base-100']);
  });

  it('an older base backup where the newer one is cut off', () => {
    const cutOff = backups({ bases: [100, 310], increments: [90, 350] });
    cutOff.increments = cutOff.increments.filter(({ archive }) => archive === 'oplog-90-350');
    expect(plan(cutOff, time(340))).toEqual(['base-310', 'oplog-90-350']);
  });

  it('a time before the first base backup is refused', () => {
    expect(() => planFor(two, time(99))).toThrow('before the first base backup, which is of 1970-01-01T00:01:40.000Z');
  });

  it('a time after the last increment is refused', () => {
    expect(() => planFor(two, time(301))).toThrow(/after the last oplog increment: say a time up to .*05:00.000Z/);
  });

  it('a gap is named', () => {
    const gap = backups({ bases: [100], increments: [90, 150, 210, 250] });
    gap.increments.splice(1, 1);
    expect(() => planFor(gap, time(200))).toThrow(/missing between .*02:30.000Z and .*03:30.000Z/);
    expect(plan(gap, time(149))).toEqual(['base-100', 'oplog-90-150']);
  });

  it('no base backup at all', () => {
    expect(() => planFor({ bases: [], increments: [] }, time(1))).toThrow('take one with backup.sh');
    expect(() => newestBase({ bases: [], increments: [] })).toThrow('take one with backup.sh');
    expect(newestBase(two).oplog.end).toEqual(at(200));
  });
});

describe('a time', () => {
  it.each(['2026-11-24T18:30:00Z', '2026-11-24T18:30Z', '2026-11-24T18:30:00.250+01:00'])('%s', (text) => {
    expect(readTime(text).getTime()).toBe(Date.parse(text));
  });

  it.each(['2026-11-24', '2026-11-24T18:30:00', 'yesterday', '2026-13-24T18:30:00Z'])('%s is refused', (text) => {
    expect(() => readTime(text)).toThrow(`and not ${text}`);
  });
});
