/** A number that JSON can carry and JavaScript cannot write: 1e400, -0. */
export const number = (text: string): string => `\u0001number:${text}\u0001`;

const NUMBERS = /"\\u0001number:([^"\\]*)\\u0001"/g;

/** JSON in which such numbers stand as they are. */
export const toJson = (value: unknown): string => (JSON.stringify(value) ?? 'null').replace(NUMBERS, '$1');
