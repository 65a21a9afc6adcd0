/**
 * Memory that nobody has cleared, for arrays that are filled entirely before anybody else sees them. Clearing would
 * be a fifth of the time that reading a ride takes.
 */
export function uninitialisedDoubles(length: number): Float64Array {
  return new Float64Array(Buffer.allocUnsafeSlow(length * 8).buffer, 0, length);
}

/** @see uninitialisedDoubles */
export function uninitialisedIntegers(length: number): Int32Array {
  return new Int32Array(Buffer.allocUnsafeSlow(length * 4).buffer, 0, length);
}
