import { type RangeBounds } from './range-bounds';
import { type SlopeBounds } from './slope-bounds';

/** A ride as the search for the most work sees it. */
export interface SearchedRide {
  /** n, its length. */
  seconds: number;
  /** Running work, see padSums. */
  sums: Float64Array;
  /** The most work of the regular part by duration, padded with −∞ so that durations past the longest are no hurdle. */
  regular: Float64Array;
  ranges: RangeBounds;
  /** Blocks of starts that were left for blocks of durations so far. */
  tried: number;
  /** Null until those are more than in most rides. */
  tilted: SlopeBounds | null;
}
