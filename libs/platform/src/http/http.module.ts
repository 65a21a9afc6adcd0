import { Global, Module } from '@nestjs/common';

import { Revocations } from '../access/revocations';
import { DirectRoutes } from './direct-routes';

/** What routes may make use of. */
@Global()
@Module({ providers: [DirectRoutes, Revocations], exports: [DirectRoutes, Revocations] })
export class HttpModule {}
