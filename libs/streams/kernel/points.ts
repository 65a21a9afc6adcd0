import { COLUMNS } from '../../telemetry/kernel/encode/columns';
import { Room } from '../../telemetry/kernel/encode/room';

/** Numbers of a row at the most, its timestamp and every channel; the arrival of the point stands behind them. */
export const ROW_WIDTH: i32 = COLUMNS - 1;
export const POINT_BYTES: usize = (<usize>COLUMNS) << 3;
export const NONE: i32 = -1;

/** Point by point, NaN for what is missing. */
const cells = new Room();
/** By point the next one of its stream (i32). */
const following = new Room();

/** How many there are. Lowering it forgets the last ones. */
export let points: i32 = 0;

export function forgetFrom(point: i32): void {
  points = point;
}

export function pointAt(point: i32): usize {
  return cells.at + <usize>point * POINT_BYTES;
}

/**
 * Makes room for a point of which nothing is measured.
 *
 * @returns where its row is
 */
export function addPoint(arrival: f64): usize {
  const point = points++;
  cells.reserve(<usize>points * POINT_BYTES);
  following.reserve((<usize>points) << 2);
  const at = pointAt(point);
  const missing = v128.splat<f64>(NaN);
  for (let pair: usize = 0; pair < POINT_BYTES; pair += 16) v128.store(at + pair, missing);
  store<f64>(at + ((<usize>ROW_WIDTH) << 3), arrival);
  return at;
}

export function nextOf(point: i32): i32 {
  return load<i32>(following.at + ((<usize>point) << 2));
}

export function setNext(point: i32, next: i32): void {
  store<i32>(following.at + ((<usize>point) << 2), next);
}
