import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** Digits of a query as a number; anything else stays what it is and fails the checks. */
export const toWhole = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;

/** A whole number in a query, within bounds. */
export const WholeNumber = (min: number, max: number): PropertyDecorator =>
  applyDecorators(
    Transform(toWhole),
    // The first one that fails is told.
    IsInt({ message: 'must be a whole number' }),
    Min(min, { message: `must not be less than ${min}` }),
    Max(max, { message: `must not be greater than ${max}` }),
  );
