/**
 * Writes a number as JavaScript does.
 *
 * @returns how long it is then; 0 where it is not finite
 */
export declare function rewrite(start: usize, length: usize, into: usize): i32;
