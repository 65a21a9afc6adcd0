import { at, BLOCK, pairAt, sums } from './ride';

/**
 * The first of the windows of `duration` seconds that do the most, among those within the seconds `from`…`to − 1`.
 *
 * The running work never falls. So no window that starts in a block does more than one from the first of its starts to the last
 * of its ends, and the block is left out where even that would not be better. In what is left all sixteen share one branch.
 *
 * @param hurdle what it must do more than
 * @returns where it starts; −1 where none does
 */
export function highestWindow(from: i32, to: i32, duration: i32, hurdle: f64): i32 {
  const starts = to - duration + 1;
  let best = -1;
  let most = hurdle;
  for (let block = from; block < starts; block += BLOCK) {
    const end = min(block + BLOCK, starts);
    if (at(sums, end - 1 + duration) - at(sums, block) <= most) continue;
    if (end - block === BLOCK && !anyAbove(block, duration, most)) continue;
    for (let start = block; start < end; start++) {
      const done = at(sums, start + duration) - at(sums, start);
      if (!(done > most)) continue;
      most = done;
      best = start;
    }
  }
  return best;
}

/** Whether any of the windows that start in a block does more. */
function anyAbove(block: i32, duration: i32, most: f64): bool {
  let highest = rises(block, duration);
  for (let start = block + 2; start < block + BLOCK; start += 2) {
    highest = v128.pmax<f64>(highest, rises(start, duration));
  }
  return v128.any_true(v128.gt<f64>(highest, v128.splat<f64>(most)));
}

/** What two neighbouring windows do. */
function rises(start: i32, duration: i32): v128 {
  return v128.sub<f64>(pairAt(sums, start + duration), pairAt(sums, start));
}
