import { type Channel } from '../telemetry';

/** The version that is written, and the only one that is read. */
export const VERSION = 1;

/** Twelve days at 1 Hz; what a reader may be made to allocate follows from it. */
export const MAX_POINTS = 2 ** 20;

/** Flags of the second byte: the body is a zstd frame; a tail of bytes that are not compressed follows it. */
export const COMPRESSED = 0x01;
export const TAIL = 0x02;

/** In the mask of columns, where channels count from bit 0, this bit stands for the times of arrival. */
export const ARRIVALS_BIT = 15;

/** First byte of a column: digits in bits 0–2, predictor in bits 3–4, then three flags. */
export const RAW_DOUBLES = 7;
export const PREDICTOR_SHIFT = 3;
export const VALUES_MISSING = 0x20;
export const QUANTUM_FOLLOWS = 0x40;
export const LOWEST_IN_TAIL = 0x80;

export type ColumnName = Channel | 'timestamps' | 'arrivals';
