import { Global, Module } from '@nestjs/common';

import { DirectRoutes } from './direct-routes';

/** What routes may make use of. */
@Global()
@Module({ providers: [DirectRoutes], exports: [DirectRoutes] })
export class HttpModule {}
