const SHAPE = /^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/;
const SHOUTED = /(^|\/)[A-Z]{4,}(\/|$)/;

/**
 * Whether a text is the IANA name of a time zone, in the spelling of the database. Intl also takes offsets and any
 * case, which MongoDB does not: what passes here must work in both.
 */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 64 || !SHAPE.test(value) || SHOUTED.test(value)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions();
    return timeZone === value || timeZone.toLowerCase() !== value.toLowerCase();
  } catch {
    return false;
  }
}
