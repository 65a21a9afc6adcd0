/** How many bytes the largest of these unsigned numbers needs: 0–4. */
export function bytesNeeded(values: Uint32Array): number {
  let all = 0;
  for (const value of values) all |= value;
  return Math.ceil((32 - Math.clz32(all)) / 8);
}

/** Lays the lowest bytes of all values side by side, then the next ones, and so on: alike stands beside alike. */
export function writePlanes(values: Uint32Array, planes: Uint8Array): void {
  const count = values.length;
  for (let plane = 0; plane * count < planes.length; plane++) {
    const from = plane * count;
    const shift = plane * 8;
    for (let index = 0; index < count; index++) planes[from + index] = (values[index] as number) >>> shift;
  }
}

/** The inverse of {@link writePlanes}; fills `values`. */
export function readPlanes(planes: Uint8Array, values: Uint32Array): void {
  const count = values.length;
  if (planes.length === 0) values.fill(0);
  else values.set(planes.subarray(0, count));
  for (let plane = 1; plane * count < planes.length; plane++) {
    const from = plane * count;
    const shift = plane * 8;
    for (let index = 0; index < count; index++) {
      values[index] = (values[index] as number) | ((planes[from + index] as number) << shift);
    }
  }
}

/** The eight bytes of each double, little-endian, as eight planes. */
export function writeDoublePlanes(values: Float64Array, planes: Uint8Array): void {
  const count = values.length;
  const scratch = new DataView(new ArrayBuffer(8));
  for (let index = 0; index < count; index++) {
    scratch.setFloat64(0, values[index] as number, true);
    for (let plane = 0; plane < 8; plane++) planes[plane * count + index] = scratch.getUint8(plane);
  }
}

/** The inverse of {@link writeDoublePlanes}; fills `values`. */
export function readDoublePlanes(planes: Uint8Array, values: Float64Array): void {
  const count = values.length;
  const scratch = new DataView(new ArrayBuffer(8));
  for (let index = 0; index < count; index++) {
    for (let plane = 0; plane < 8; plane++) scratch.setUint8(plane, planes[plane * count + index] as number);
    values[index] = scratch.getFloat64(0, true);
  }
}
