import { at, BLOCK, pairAt, period, put, putStart, seconds, startOf, sums, work } from './ride';

/** Windows of a block of durations are tried from this many seconds before the best start of the duration before it … */
const BEFORE: i32 = 20;
/** … to less than as many after it. */
const AFTER: i32 = 4;

/** Finds good windows of the durations `first`…`last`, a block or the part of it that the ride has. */
export function setFloors(first: i32, last: i32): void {
  for (let d = max(1, first); d <= last; d++) {
    offer(seconds - d, d);
    if (period === 1 || d <= period) continue;
    const repeat = startOf(d - period);
    offer(repeat, d);
    if (repeat >= period) offer(repeat - period, d);
  }
  const before = first === 0 ? 0 : startOf(first - 1);
  const from = max(0, before - BEFORE);
  let raised = tryStarts(from, before + AFTER, first);
  if (period === 1) raised &= 1 << (last - first);
  for (; raised !== 0; raised &= raised - 1) locate(from, before + AFTER, first + ctz(raised));
}

/** Raises the floor of d to the work of the window that starts at `start`, if that is higher. */
function offer(start: i32, d: i32): void {
  const done = at(sums, start + d) - at(sums, start);
  if (done <= at(work, d)) return;
  put(work, d, done);
  putStart(d, start);
}

/**
 * Tries all windows of a block of durations that start at `from`…`to − 1`: two durations at once, and each sum read once.
 *
 * @returns a bit for each duration with a better one
 */
function tryStarts(from: i32, to: i32, first: i32): i32 {
  const floors = work + ((<usize>first) << 3);
  let d0 = v128.load(floors);
  let d2 = v128.load(floors, 16);
  let d4 = v128.load(floors, 32);
  let d6 = v128.load(floors, 48);
  let d8 = v128.load(floors, 64);
  let d10 = v128.load(floors, 80);
  let d12 = v128.load(floors, 96);
  let d14 = v128.load(floors, 112);
  const end = sums + ((<usize>to) << 3);
  for (let start = sums + ((<usize>from) << 3); start < end; start += 8) {
    const before = v128.load_splat<f64>(start);
    const ends = start + ((<usize>first) << 3);
    d0 = v128.pmax<f64>(d0, v128.sub<f64>(v128.load(ends), before));
    d2 = v128.pmax<f64>(d2, v128.sub<f64>(v128.load(ends, 16), before));
    d4 = v128.pmax<f64>(d4, v128.sub<f64>(v128.load(ends, 32), before));
    d6 = v128.pmax<f64>(d6, v128.sub<f64>(v128.load(ends, 48), before));
    d8 = v128.pmax<f64>(d8, v128.sub<f64>(v128.load(ends, 64), before));
    d10 = v128.pmax<f64>(d10, v128.sub<f64>(v128.load(ends, 80), before));
    d12 = v128.pmax<f64>(d12, v128.sub<f64>(v128.load(ends, 96), before));
    d14 = v128.pmax<f64>(d14, v128.sub<f64>(v128.load(ends, 112), before));
  }
  return (
    raise(floors, d0) |
    (raise(floors + 16, d2) << 2) |
    (raise(floors + 32, d4) << 4) |
    (raise(floors + 48, d6) << 6) |
    (raise(floors + 64, d8) << 8) |
    (raise(floors + 80, d10) << 10) |
    (raise(floors + 96, d12) << 12) |
    (raise(floors + 112, d14) << 14)
  );
}

/** Stores two floors; a bit for each that was lower before. */
function raise(floors: usize, raised: v128): i32 {
  const which = i64x2.bitmask(v128.gt<f64>(raised, v128.load(floors)));
  v128.store(floors, raised);
  return which;
}

/** Looks among the starts `from`…`to − 1` for that of a window that does the work known of d. */
function locate(from: i32, to: i32, d: i32): void {
  const most = v128.splat<f64>(at(work, d));
  for (let start = from; start < to; start += 2) {
    const found = i64x2.bitmask(v128.eq<f64>(v128.sub<f64>(pairAt(sums, start + d), pairAt(sums, start)), most));
    if (found === 0) continue;
    putStart(d, start + ctz(found));
    return;
  }
}

/** Makes sure that the work never falls as the duration grows, where it was only looked for within a tolerance. */
export function levelUp(first: i32, last: i32): void {
  for (let d = max(1, first); d <= last; d++) put(work, d, Math.max(at(work, d), at(work, d - 1)));
}
