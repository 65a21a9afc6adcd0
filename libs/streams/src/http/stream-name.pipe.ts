import { Injectable, type PipeTransform } from '@nestjs/common';

import { InvalidError } from '#platform';

import { STREAM_NAME } from './stream.dto';

/** A stream name in a path. */
@Injectable()
export class StreamNamePipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!STREAM_NAME.test(value)) throw InvalidError.field('name', 'must be 1 to 64 of A-Z, a-z, 0-9, _ and -');
    return value;
  }
}
