import { isISO8601, ValidateBy } from 'class-validator';

/** ISO 8601 knows weeks, ordinal days and forms without separators, which JavaScript cannot read. */
const isTime = (value: unknown): boolean =>
  isISO8601(value, { strict: true, strictSeparator: true }) && !Number.isNaN(Date.parse(String(value)));

/** A date, or a date and time, in the calendar form of ISO 8601. */
export const IsTime = (): PropertyDecorator =>
  ValidateBy({ name: 'isTime', validator: { validate: isTime, defaultMessage: () => 'must be an ISO 8601 time' } });
