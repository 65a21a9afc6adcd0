/**
 * Memory that nobody has cleared, for arrays that are filled entirely before anybody else sees them. Clearing would
 * be a fifth of the time that reading a ride takes.
 */
export function uninitialisedDoubles(length: number): Float64Array {
  return new Float64Array(Buffer.allocUnsafeSlow(length * 8).buffer, 0, length);
}
