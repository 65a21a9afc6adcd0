/**
 * Differences are written in balanced digits to the base of 256, each from -128 to 127: small numbers of either sign
 * take one, and read back without unfolding a sign. Digits of equal weight lie side by side (a plane), the lowest
 * first, because alike beside alike compresses well. Arithmetic wraps at 32 bits; four digits hold any number.
 */
export const MOST_DIGITS = 4;
