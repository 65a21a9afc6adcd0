/** Unix milliseconds with their fractions: the same clock for all processes of this machine. */
export const now = (): number => performance.timeOrigin + performance.now();
