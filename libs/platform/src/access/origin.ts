import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { type ApiRequest } from '../http/api-request';

const MAX_USER_AGENT = 256;

/** Where a request comes from, as far as it can be told. */
export interface Origin {
  /** Of the client, or of the last proxy that is not trusted. */
  address: string;
  /** What the client calls itself: nothing to rely on. */
  userAgent: string | null;
}

export const originOf = ({ ip, headers }: Pick<ApiRequest, 'ip' | 'headers'>): Origin => ({
  address: ip,
  userAgent: headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
});

/** The {@link Origin} of the request. */
export const RequestOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originOf(context.switchToHttp().getRequest<ApiRequest>()),
);
