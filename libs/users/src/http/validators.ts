import { Transform } from 'class-transformer';
import { Matches, ValidateBy, ValidateIf } from 'class-validator';

import { isTimeZone } from '../time-zone';

/** The field may be left out, but `null` is a value like any other and has to pass the rules below. */
export const IsOmittable = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** Blanks around a text are nobody's intention; what is no text stays for the rules to refuse. */
export const Trim = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** As {@link Trim}, in lower case. */
export const TrimLowerCase = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toLowerCase() : value));

/** A text of one line, as names are. */
export const IsOneLine = (): PropertyDecorator =>
  Matches(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u, { message: 'must be text without control characters' });

/** The IANA name of a time zone. */
export const IsIanaTimeZone = (): PropertyDecorator =>
  ValidateBy({
    name: 'isIanaTimeZone',
    validator: { validate: isTimeZone, defaultMessage: () => 'must be an IANA time zone such as Europe/Berlin' },
  });
