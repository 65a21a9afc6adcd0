import { Global, Module } from '@nestjs/common';

import { Revocations } from '../access/revocations';
import { AuditTrail } from '../audit/audit-trail';
import { DirectRoutes } from './direct-routes';

/** What routes may make use of. */
@Global()
@Module({ providers: [AuditTrail, DirectRoutes, Revocations], exports: [AuditTrail, DirectRoutes, Revocations] })
export class HttpModule {}
