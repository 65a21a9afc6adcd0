import { type DynamicModule, type Type } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';

import { type Config } from './config/config';
import { ConfigModule } from './config/config.module';
import { HealthModule } from './health/health.module';
import { HttpModule } from './http/http.module';
import { MongoModule } from './mongo/mongo.module';
import { ObservabilityModule } from './observability/observability.module';
import { RedisModule } from './redis/redis.module';
import { ShutdownModule } from './shutdown/graceful-shutdown';

/** What every program stands on, whatever it does. */
export const platformModules = (config: Config): (DynamicModule | Type)[] => [
  ConfigModule.forRoot(config),
  MongoModule.forRoot(),
  RedisModule,
  HealthModule,
  HttpModule,
  ObservabilityModule,
  ShutdownModule,
  EventEmitterModule.forRoot(),
];
