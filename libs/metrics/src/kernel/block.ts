/** Durations that are searched together. */
export const BLOCK = 16;
