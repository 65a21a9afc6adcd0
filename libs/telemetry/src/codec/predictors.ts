/** What the next count is expected to be; only the difference from it is stored. Codes of the format. */
export const Predictor = {
  /** As the one before. */
  previous: 0,
  /** As far on from the one before as that was from its own predecessor. */
  linear: 1,
  /** As far on as the speed of that row says; for distances. */
  speed: 2,
} as const;
export type Predictor = (typeof Predictor)[keyof typeof Predictor];

/** How many counts at the beginning are not stored as differences: the first is 0, the linear one's second is given. */
export function seeds(predictor: Predictor): number {
  return predictor === Predictor.linear ? 2 : 1;
}

/** Zigzag keeps small negative numbers small: 0, -1, 1, -2, … become 0, 1, 2, 3, … */
function zigzag(value: number): number {
  return (value << 1) ^ (value >> 31);
}

function unzigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}

/**
 * Zigzagged differences from the prediction, without the seeds. All arithmetic wraps at 32 bits, so nothing overflows.
 * @param steps expected steps by index, for the speed predictor alone
 */
export function toDifferences(counts: Int32Array, predictor: Predictor, steps: Int32Array | null): Uint32Array {
  const seeded = seeds(predictor);
  const differences = new Uint32Array(Math.max(0, counts.length - seeded));
  let last = counts[seeded - 1] ?? 0;
  let step = last;
  for (let index = seeded; index < counts.length; index++) {
    const count = counts[index] as number;
    if (predictor !== Predictor.linear) step = predictor === Predictor.speed ? (steps?.[index] ?? 0) : 0;
    differences[index - seeded] = zigzag((count - last - step) | 0);
    step = (count - last) | 0;
    last = count;
  }
  return differences;
}

/** The inverse of {@link toDifferences}; `counts` arrives with its seeds and is filled. */
export function fromDifferences(
  differences: Uint32Array,
  predictor: Predictor,
  steps: Int32Array | null,
  counts: Int32Array,
): void {
  const seeded = seeds(predictor);
  let last = counts[seeded - 1] ?? 0;
  if (predictor === Predictor.linear) {
    let step = last;
    for (let index = seeded; index < counts.length; index++) {
      step = (step + unzigzag(differences[index - seeded] as number)) | 0;
      last = (last + step) | 0;
      counts[index] = last;
    }
  } else {
    for (let index = seeded; index < counts.length; index++) {
      last = (last + (steps?.[index] ?? 0) + unzigzag(differences[index - seeded] as number)) | 0;
      counts[index] = last;
    }
  }
}

/**
 * How far a rider gets from one row to the next at the speed of the latter, in counts of the distance column.
 * @param rows the rows that have a distance, null = all
 * @param perUnit counts a metre
 */
export function stepsFromSpeed(
  timestamps: Float64Array,
  speed: Float64Array | undefined,
  rows: Uint32Array | null,
  perUnit: number,
): Int32Array | null {
  if (!speed) return null;
  const length = rows ? rows.length : timestamps.length;
  const steps = new Int32Array(length);
  let before = rows?.[0] ?? 0;
  for (let index = 1; index < length; index++) {
    const row = rows ? (rows[index] as number) : index;
    const elapsed = ((timestamps[row] as number) - (timestamps[before] as number)) / 1000;
    const step = Math.round((speed[row] as number) * elapsed * perUnit);
    steps[index] = Math.abs(step) < 2 ** 31 ? step : 0;
    before = row;
  }
  return steps;
}
