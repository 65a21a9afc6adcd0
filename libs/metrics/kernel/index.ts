import { highestWindow } from './best-window';
import { findBounds } from './bounds';
import { levelUp, setFloors } from './floors';
import { setHurdles, setSlopeHurdles } from './hurdles';
import { setPeriod } from './ride';
import { sumUp } from './running-sums';
import { searchBlock } from './search';

export { highestWindow, sumUp };
export { layOut, sums, repeated, mostRegular, work, slopes, slopeOf, slopeEnds, slopeStarts } from './ride';

/** To be called once the sums and the regular part are filled in. @param period of the latter, s */
export function prepareSearch(period: i32): void {
  setPeriod(period);
  findBounds();
}

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
