import { type ArgumentMetadata, HttpException, Injectable, Logger, ValidationPipe } from '@nestjs/common';
import { type ValidationError } from 'class-validator';

import { ApplicationError, type ErrorDetail, InvalidError } from '../errors';

/** Bodies and queries become DTO instances; unknown fields are an error, never dropped in silence. */
@Injectable()
export class ApiValidationPipe extends ValidationPipe {
  private readonly log = new Logger('Validation');

  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => {
        const details = errors.flatMap((error) => flatten(error, ''));
        const first = details[0];
        const sentence = first ? `${first.field} ${first.message}` : 'The request is not valid';
        return new InvalidError(
          'VALIDATION_FAILED',
          details.length > 1 ? `${sentence} (and ${details.length - 1} more)` : sentence,
          details,
        );
      },
    });
  }

  /** Rules that were written for decent values may themselves fail on half a surrogate pair or a denormal number. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      if (error instanceof ApplicationError || error instanceof HttpException) throw error;
      this.log.warn({ err: error, input: metadata.metatype?.name });
      throw new InvalidError('VALIDATION_FAILED', 'The request is not valid');
    }
  }
}

function flatten(error: ValidationError, parent: string): ErrorDetail[] {
  const field = [parent, error.property].filter((part) => part !== '' && part !== undefined).join('.') || 'body';
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: phrase(rule, message, error.property),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, field))];
}

/** class-validator begins its sentences with the property; the field is named beside them already. */
function phrase(rule: string, message: string, property: string | undefined): string {
  if (rule === 'whitelistValidation') return 'is not a known field';
  if (rule === 'unknownValue') return 'must be a JSON object';
  return property && message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
