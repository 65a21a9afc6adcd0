import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

import { ApiErrors } from './api-errors.decorator';
import { IdempotencyInterceptor, USABLE_KEY } from './idempotency.interceptor';

/** A POST that creates, safe to send again with the same `Idempotency-Key`. */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      schema: { type: 'string', pattern: USABLE_KEY.source },
      description: 'Sent again with the same body, the first answer comes again (24 h)',
    }),
    ApiErrors(409, 422),
  );
