import { highestWindow } from './best-window';
import { findBounds } from './bounds';
import { levelUp, setFloors } from './floors';
import { setHurdles, setSlopeHurdles } from './hurdles';
import { searchBlock } from './search';

export { findBounds, highestWindow };
export { layOut, sums, regular, mostRegular, work, slopes, slopeOf, slopeEnds, slopeStarts } from './ride';

/**
 * Finds the most work of the durations `first`…`last`, a block or the part of it that the ride has.
 *
 * @param slack by how much a window must be better to count
 * @returns how many blocks of starts were left to try
 */
export function searchDurations(first: i32, last: i32, slack: f64, tilted: bool): i32 {
  setFloors(first, last);
  setHurdles(first, slack);
  if (tilted) setSlopeHurdles(first);
  const left = searchBlock(first, tilted);
  if (slack > 0) levelUp(first, last);
  return left;
}
