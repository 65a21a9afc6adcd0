import { type RangeBounds } from './range-bounds';
import { type SlopeBounds } from './slope-bounds';

/** A ride as the search for the most work sees it. */
export interface SearchedRide {
  /** Running work P[0…n], padded with −∞ so that no window past the end of the ride can win. */
  sums: Float64Array;
  /** The most work of the regular part by duration, padded with −∞ so that durations past the longest are no hurdle. */
  regular: Float64Array;
  ranges: RangeBounds;
  tilted: SlopeBounds;
}

/** The most work known so far, and where it was done. */
export interface BestWindows {
  /** By duration, padded to whole blocks. */
  work: Float64Array;
  /** By duration: where a window with that work starts. */
  start: Int32Array;
}
