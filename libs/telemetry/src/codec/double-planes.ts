/** Fills `values` from the eight bytes of each double, little-endian; bytes of equal weight lie side by side. */
export function readDoublePlanes(planes: Uint8Array, values: Float64Array): void {
  const count = values.length;
  const scratch = new DataView(new ArrayBuffer(8));
  for (let index = 0; index < count; index++) {
    for (let plane = 0; plane < 8; plane++) scratch.setUint8(plane, planes[plane * count + index] as number);
    values[index] = scratch.getFloat64(0, true);
  }
}
