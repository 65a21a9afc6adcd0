import { type Channel } from '../telemetry';

/** The version that is written, and the only one that is read. */
export const VERSION = 1;

/** Twelve days at 1 Hz; what a reader may be made to allocate follows from it. */
export const MAX_POINTS = 2 ** 20;

/** Flag of the second byte: the body is a zstd frame. */
export const COMPRESSED = 0x01;

/** In the mask of columns, where channels count from bit 0, this bit stands for the times of arrival. */
export const ARRIVALS_BIT = 15;

/** First byte of a column: digits in bits 0–2, predictor in bits 3–4, then two flags; bit 7 is 0. */
export const RAW_DOUBLES = 7;
export const PREDICTOR_SHIFT = 3;
export const VALUES_MISSING = 0x20;
export const QUANTUM_FOLLOWS = 0x40;

export type ColumnName = Channel | 'timestamps' | 'arrivals';
