/** The codes that structure JSON. */
export const QUOTE: i32 = 0x22;
export const COMMA: i32 = 0x2c;
export const COLON: i32 = 0x3a;
export const OPEN: i32 = 0x5b;
export const BACKSLASH: i32 = 0x5c;
export const CLOSE: i32 = 0x5d;
export const OPEN_OBJECT: i32 = 0x7b;
export const CLOSE_OBJECT: i32 = 0x7d;
export const BLANK: i32 = 0x20;
export const DELETE: i32 = 0x7f;
export const ZERO: i32 = 0x30;
export const MINUS: i32 = 0x2d;
export const PLUS: i32 = 0x2b;
export const POINT: i32 = 0x2e;
export const LARGE_E: i32 = 0x45;
export const SMALL_E: i32 = 0x65;
/** `null`. */
export const NULL: u32 = 0x6c6c756e;
