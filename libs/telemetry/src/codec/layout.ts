/** The version that is written, and the only one that is read. */
export const VERSION = 1;

/** Twelve days at 1 Hz; what a reader may be made to allocate follows from it. */
export const MAX_POINTS = 2 ** 20;

/** Flag bits of the second byte. */
export const FLAG_ZSTD = 0x01;

/** In the mask of columns, the bit after the last channel stands for the times of arrival. */
export const ARRIVALS_BIT = 15;

/** First byte of a column: quantum in bits 0–3, predictor in bits 4–6, and whether values are missing in bit 7. */
export const MISSING_BIT = 0x80;
export const RAW_QUANTUM = 15;
