import fc from 'fast-check';
import { Types } from 'mongoose';

import { extended, type History, newestFirst, standing, without } from './history';
import { type RecordHolder } from './personal-record.schema';

const at = new Date('2026-05-01T10:00:00Z');
const [first, second, third] = [new Types.ObjectId(), new Types.ObjectId(), new Types.ObjectId()];
const holder = (value: number, workoutId = first): RecordHolder => ({ value, workoutId, achievedAt: at });
const values = (history: History | null) => history?.map(({ value }) => value);

describe('the history of a record', () => {
  it('begins with the first value, whatever it is', () => {
    expect(extended([], holder(0))).toEqual([holder(0)]);
  });

  it('grows by strictly larger values alone', () => {
    const history = [holder(200.1)];
    expect(values(extended(history, holder(200.2, second)))).toEqual([200.1, 200.2]);
    expect(extended(history, holder(200.1, second))).toBeNull();
    expect(extended(history, holder(200, second))).toBeNull();
    expect(values(history)).toEqual([200.1]);
  });

  it('loses what a workout did, wherever that stands', () => {
    const history = [holder(100, first), holder(120, second), holder(150, third)];
    expect(values(without(history, second.toString()))).toEqual([100, 150]);
    expect(values(without(history, third.toString()))).toEqual([100, 120]);
    expect(values(without(history, new Types.ObjectId().toString()))).toEqual([100, 120, 150]);
  });

  it('tells the record: its last element, and the value before', () => {
    expect(standing([])).toBeNull();
    expect(standing([holder(100)])).toMatchObject({ value: 100, workoutId: first, previousValue: null });
    expect(standing([holder(100), holder(150, third)])).toEqual({
      ...holder(150, third),
      previousValue: 100,
      history: [holder(100), holder(150, third)],
    });
  });

  it('is shown newest first, each with what it beat', () => {
    const shown = newestFirst([holder(0), holder(100, second), holder(150, third)]);
    expect(shown.map(({ value, previousValue }) => [value, previousValue])).toEqual([
      [150, 100],
      [100, 0],
      [0, null],
    ]);
  });

  it('ascends strictly and ends with the maximum, whatever comes and goes', () => {
    const ride = fc.record({ value: fc.integer({ min: 0, max: 20 }), leaves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(ride), (rides) => {
        const ids = rides.map(() => new Types.ObjectId());
        let history: History = [];
        rides.forEach(({ value }, index) => (history = extended(history, holder(value, ids[index])) ?? history));
        expect(history.at(-1)?.value).toBe(rides.length ? Math.max(...rides.map(({ value }) => value)) : undefined);
        rides.forEach(({ leaves }, index) => {
          if (leaves) history = without(history, String(ids[index]));
        });
        const left = values(history) ?? [];
        expect(left).toEqual([...new Set(left)].sort((a, b) => a - b));
      }),
    );
  });
});
