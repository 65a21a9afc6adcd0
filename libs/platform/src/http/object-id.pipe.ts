import { Injectable, type PipeTransform } from '@nestjs/common';

import { InvalidError } from '../errors';

const OBJECT_ID = /^[0-9a-f]{24}$/i;

export const isObjectId = (value: unknown): value is string => typeof value === 'string' && OBJECT_ID.test(value);

/** A path parameter that must be a 24-hex id; anything else is a 400 that says so. */
@Injectable()
export class ObjectIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isObjectId(value)) throw InvalidError.field('id', 'must be a 24-digit hexadecimal id');
    return value.toLowerCase();
  }
}
