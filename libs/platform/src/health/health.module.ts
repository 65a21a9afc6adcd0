import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';

import { HealthChecks } from './health-checks';
import { HealthController } from './health.controller';
import { Readiness } from './readiness';

@Global()
@Module({
  imports: [TerminusModule.forRoot({ errorLogStyle: 'json', logger: false })],
  controllers: [HealthController],
  providers: [HealthChecks, Readiness],
  exports: [Readiness],
})
export class HealthModule {}
