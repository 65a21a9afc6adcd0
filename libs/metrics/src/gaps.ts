import { type Slots } from './slots';

/** A pause counts as at most this many seconds in the elapsed grid: real files hold gaps of weeks. */
export const LONGEST_PAUSE_SECONDS = 3600;

/**
 * The elapsed grid has at most this many seconds (12 days), or as many as there are seconds with a point in them if
 * those are more. Memory is therefore bounded by the input, whatever its timestamps are.
 */
export const MAX_GRID_SECONDS = 2 ** 20;

/** The dropout that is bridged when points come every second. */
const DROPOUT_AT_ONE_SECOND = 3;
/** With any other spacing (smart recording): this many times the median. */
const DROPOUT_IN_MEDIANS = 4;

/** How the gaps of one ride are read. */
export interface GapRules {
  /** Neighbours at most this many seconds apart are joined by holding the earlier value; further apart lies a pause. */
  maxDropout: number;
  /** No gap puts more seconds than this into the grid. */
  longestGap: number;
}

/**
 * Derives the rules from the spacing of the slots: `maxDropout` is 3 s when their median spacing is 1 s, else 4 × the median.
 * `longestGap` is 3,600 s; only a ride that would not fit into MAX_GRID_SECONDS (such as 50,000 points an hour apart) gets
 * the largest that lets it fit. A gap that is longer counts as a pause even where the median would call it a dropout.
 */
export function findGapRules({ seconds, afterGaps }: Slots): GapRules {
  const room = Math.max(MAX_GRID_SECONDS, seconds.length);
  const span = seconds.length === 0 ? 0 : seconds[seconds.length - 1]! - seconds[0]! + 1;
  // 1 s is the least that a gap can be; where most are that, so is their median.
  const mostlyOnes = 2 * afterGaps.length < seconds.length - 1;
  if (mostlyOnes && span <= room) return { maxDropout: DROPOUT_AT_ONE_SECOND, longestGap: LONGEST_PAUSE_SECONDS };
  const gaps = new Float64Array(Math.max(0, seconds.length - 1));
  for (let k = 0; k < gaps.length; k++) gaps[k] = seconds[k + 1]! - seconds[k]!;
  const longestGap = findLongestGap(gaps, room);
  return { maxDropout: dropoutAt(mostlyOnes ? 1 : medianOf(gaps), longestGap), longestGap };
}

/** `maxDropout` at a median spacing (s, null without neighbours), where no gap may put more than `longestGap` into the grid. */
export function dropoutAt(median: number | null, longestGap = LONGEST_PAUSE_SECONDS): number {
  const bridged = median === null || median === 1 ? DROPOUT_AT_ONE_SECOND : DROPOUT_IN_MEDIANS * median;
  return Math.min(bridged, longestGap + 1);
}

/** The seconds that a gap between slots `gap` seconds apart puts between the two. */
export function secondsBetween(gap: number, { longestGap }: GapRules): number {
  return Math.min(gap - 1, longestGap);
}

function findLongestGap(gaps: Float64Array, room: number): number {
  const fits = (longest: number): boolean => {
    let total = gaps.length + 1;
    for (let k = 0; k < gaps.length; k++) total += Math.min(gaps[k]! - 1, longest);
    return total <= room;
  };
  if (fits(LONGEST_PAUSE_SECONDS)) return LONGEST_PAUSE_SECONDS;
  let fitting = 0;
  let tooLong = LONGEST_PAUSE_SECONDS;
  while (tooLong - fitting > 1) {
    const middle = (fitting + tooLong) >> 1;
    if (fits(middle)) fitting = middle;
    else tooLong = middle;
  }
  return fitting;
}

/** Sorts its argument. */
function medianOf(values: Float64Array): number | null {
  if (values.length === 0) return null;
  values.sort();
  const upper = values.length >> 1;
  return values.length % 2 === 1 ? values[upper]! : (values[upper - 1]! + values[upper]!) / 2;
}
