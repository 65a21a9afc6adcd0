import { SetMetadata } from '@nestjs/common';

import { type ApiRequest } from '../http/api-request';
import { type RateLimitName } from './rate-limits';

/** Under which limit a request falls, and what it costs. */
export interface Charge {
  limit: RateLimitName;
  cost?: number;
}
export type ChargeOf = (request: ApiRequest) => Charge;

export const RATE_LIMIT = 'platform:rate-limit';

/** Another limit than the usual one, which is `reads` for GET and `writes` for all else. */
export const RateLimit = (charge: RateLimitName | ChargeOf): MethodDecorator & ClassDecorator =>
  SetMetadata(RATE_LIMIT, typeof charge === 'string' ? () => ({ limit: charge }) : charge);
