import { type ColumnName } from './layout';

/** A step in which a sensor counts: value = count × multiplier ÷ divisor + offset, each operation in IEEE 754 doubles. */
export interface Quantum {
  readonly multiplier: number;
  readonly divisor: number;
  readonly offset: number;
}

const decimal = (divisor: number): Quantum => ({ multiplier: 1, divisor, offset: 0 });

/**
 * By code in the format, coarsest first. Besides decimal steps: 0.2 m above -500 m is how FIT devices count altitude
 * (the subtraction leaves traces in the last bits), and 180° ÷ 2^31, the semicircle, how they count positions.
 */
export const QUANTA: readonly Quantum[] = [
  decimal(1),
  decimal(2),
  decimal(5),
  { multiplier: 1, divisor: 5, offset: -500 },
  decimal(10),
  decimal(100),
  decimal(1000),
  decimal(1e4),
  decimal(1e5),
  decimal(1e6),
  decimal(1e7),
  { multiplier: 180, divisor: 2 ** 31, offset: 0 },
];

/** The code that a column has unless it names another. */
export const USUAL_QUANTUM: Readonly<Record<ColumnName, number>> = {
  timestamps: 0,
  power: 0,
  cadence: 0,
  heartrate: 0,
  speed: 6,
  distance: 5,
  altitude: 2,
  incline: 4,
  temperature: 0,
  lat: 10,
  lng: 10,
  arrivals: 0,
};
