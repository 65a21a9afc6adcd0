import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';

import { Revocations } from '../access/revocations';
import { AuditTrail } from '../audit/audit-trail';
import { RateLimitInterceptor } from '../rate-limits/rate-limit.interceptor';
import { RateLimits } from '../rate-limits/rate-limits';
import { DirectRoutes } from './direct-routes';
import { FrontDoor } from './front-door';
import { LargeBodies } from './large-bodies';

/** What routes may make use of. */
@Global()
@Module({
  providers: [
    AuditTrail,
    DirectRoutes,
    FrontDoor,
    LargeBodies,
    Revocations,
    RateLimits,
    { provide: APP_INTERCEPTOR, useClass: RateLimitInterceptor },
  ],
  exports: [AuditTrail, DirectRoutes, FrontDoor, LargeBodies, Revocations, RateLimits],
})
export class HttpModule {}
