import { isISO8601, ValidateBy } from 'class-validator';

const DAY = /^\d{4}-\d\d-\d\d/;
/** Room for every form of it, to the nanosecond. */
const MAX_LENGTH = 40;
const ZONE = /(Z|[+-]\d\d:?\d\d)$/i;

/** The moment that a text names; without a zone it is in UTC, wherever this program runs. */
export const toTime = (text: string): Date => new Date(!text.includes('T') || ZONE.test(text) ? text : `${text}Z`);

/** The end of what a text names: of a date alone, the last moment of that day in UTC. */
export const toEnd = (text: string): Date => (text.includes('T') ? toTime(text) : new Date(`${text}T23:59:59.999Z`));

/** ISO 8601 knows weeks, ordinal days and forms without separators, which JavaScript cannot read. */
const isTime = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.length <= MAX_LENGTH &&
  DAY.test(value) &&
  isISO8601(value, { strict: true, strictSeparator: true }) &&
  !Number.isNaN(toTime(value).getTime());

/** A date, or a date and time, in the calendar form of ISO 8601. */
export const IsTime = (): PropertyDecorator =>
  ValidateBy({ name: 'isTime', validator: { validate: isTime, defaultMessage: () => 'must be an ISO 8601 time' } });
