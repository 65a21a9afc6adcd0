import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

import { ApiError } from './api-error';

const MEANING: Record<number, string> = {
  400: 'Malformed or invalid; `details` names the fields',
  401: 'No or bad credentials',
  403: 'The credential does not allow this',
  404: 'Not there, or there but not yours',
  409: 'In conflict with the present state',
  413: 'The body is too large',
  415: 'The content type or encoding is not taken here',
  422: 'The idempotency key was used with another body',
  429: 'Too many requests; see Retry-After',
  503: 'Redis or MongoDB cannot take the work now; see Retry-After',
};

/** Documents the failures of a route; 401 and 503 can come from every guarded one. */
export const ApiErrors = (...statuses: number[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ...[...new Set([...statuses, 503])].map((status) =>
      ApiResponse({ status, description: MEANING[status] ?? 'Failed', type: ApiError }),
    ),
  );
