/** A step in which a sensor counts: value = count × multiplier ÷ divisor + offset, each operation in IEEE 754 doubles. */
export interface Quantum {
  readonly multiplier: number;
  readonly divisor: number;
  readonly offset: number;
}

/**
 * By code in the format, coarsest first. Besides decimal steps: 0.2 m above -500 m is how FIT devices count altitude
 * (the subtraction leaves traces in the last bits), and 180° ÷ 2^31, a semicircle's share, how they count positions.
 */
export const QUANTA: readonly Quantum[] = [
  { multiplier: 1, divisor: 1, offset: 0 },
  { multiplier: 1, divisor: 2, offset: 0 },
  { multiplier: 1, divisor: 5, offset: 0 },
  { multiplier: 1, divisor: 5, offset: -500 },
  { multiplier: 1, divisor: 10, offset: 0 },
  { multiplier: 1, divisor: 100, offset: 0 },
  { multiplier: 1, divisor: 1000, offset: 0 },
  { multiplier: 1, divisor: 1e4, offset: 0 },
  { multiplier: 1, divisor: 1e5, offset: 0 },
  { multiplier: 1, divisor: 1e6, offset: 0 },
  { multiplier: 1, divisor: 1e7, offset: 0 },
  { multiplier: 180, divisor: 2 ** 31, offset: 0 },
];

/** Counts of a column, all relative to the first; signed 32 bits. */
export interface Counts {
  code: number;
  first: number;
  relative: Int32Array;
}

/** First counts stay below this, so that their zigzag form is a safe integer. */
const FIRST_LIMIT = 2 ** 51;

/** Finds the coarsest quantum that gives every value back exactly; null where none does. */
export function countColumn(values: Float64Array): Counts | null {
  const relative = new Int32Array(values.length);
  for (const [code, quantum] of QUANTA.entries()) {
    const first = Math.round((((values[0] as number) - quantum.offset) * quantum.divisor) / quantum.multiplier);
    if (Math.abs(first) < FIRST_LIMIT && countAll(values, quantum, first, relative)) return { code, first, relative };
  }
  return null;
}

function countAll(values: Float64Array, quantum: Quantum, first: number, relative: Int32Array): boolean {
  const { multiplier, divisor, offset } = quantum;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    const count = Math.round(((value - offset) * divisor) / multiplier);
    const step = (count - first) | 0;
    if (first + step !== count || ((first + step) * multiplier) / divisor + offset !== value) return false;
    if (value === 0 && 1 / value < 0) return false;
    relative[index] = step;
  }
  return true;
}
