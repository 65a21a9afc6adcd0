import { beginColumns, input } from './columns';
import { beginFile } from './file';

export { writeColumn } from './column';
export { bodyAt, bodyLength, finish, start } from './file';

/**
 * Begins a file.
 *
 * @param rows how long its columns are
 * @returns where each column is to be put before it is written: timestamps first, then channels in their order, arrivals last
 */
export function begin(rows: i32): usize {
  beginColumns(rows);
  beginFile();
  return input.at;
}
