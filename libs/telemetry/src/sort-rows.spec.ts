import fc from 'fast-check';

import { sortRows } from './sort-rows';

const allRows = (values: Float64Array): Uint32Array => Uint32Array.from(values, (_, row) => row);

describe('sortRows', () => {
  it('sorts by value, then by row, whether value and row fit into one number or not', () => {
    const closeTogether = fc.integer({ min: -5, max: 5 }).map((second) => 1_700_000_000_000 + second * 1000);
    const anyTime = fc.integer({ min: -8.64e15, max: 8.64e15 });
    const fractions = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(...[closeTogether, anyTime, fractions].map((value) => fc.array(value))), (list) => {
        const values = Float64Array.from(list);
        const expected = list.map((_, row) => row).sort((a, b) => list[a]! - list[b]! || a - b);
        expect([...sortRows(allRows(values), values)]).toEqual(expected);
      }),
    );
  });

  it('sorts some of the rows alone', () => {
    const values = Float64Array.of(30, 10, 20, 10);
    expect([...sortRows(Uint32Array.of(0, 3, 1), values)]).toEqual([1, 3, 0]);
  });
});
