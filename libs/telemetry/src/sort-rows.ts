/**
 * Sorts row numbers by what stands in their rows, those of equal values by themselves; in place.
 *
 * A function that is called for every pair makes a million rows in no order take seconds. So value and row are packed into one
 * number and numbers are sorted, which takes a tenth of that, wherever both fit: whole values, such as times in ms, of
 * which the largest is not too far from the smallest.
 *
 * @param values none of them NaN
 */
export function sortRows(rows: Uint32Array, values: Float64Array): Uint32Array {
  let lowest = Infinity;
  let highest = -Infinity;
  let whole = true;
  for (let k = 0; k < rows.length; k++) {
    const value = values[rows[k]!]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    if (!Number.isInteger(value)) whole = false;
  }
  const room = 2 ** Math.ceil(Math.log2(values.length));
  if (!whole || !((highest - lowest + 1) * room <= Number.MAX_SAFE_INTEGER)) {
    return rows.sort((a, b) => values[a]! - values[b]! || a - b);
  }
  const packed = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k++) packed[k] = (values[rows[k]!]! - lowest) * room + rows[k]!;
  packed.sort();
  for (let k = 0; k < rows.length; k++) rows[k] = packed[k]! - Math.floor(packed[k]! / room) * room;
  return rows;
}
