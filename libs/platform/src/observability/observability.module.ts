import { Global, Module } from '@nestjs/common';

import { CacheInstruments } from './cache-instruments';
import { HttpInstruments } from './http-instruments';
import { Instruments } from './instruments';
import { MetricsServer } from './metrics-server';
import { MongoInstruments } from './mongo-instruments';
import { ServerInstruments } from './server-instruments';

/** The program's numbers for operators, and `/metrics`, where they are read. */
@Global()
@Module({
  providers: [CacheInstruments, Instruments, HttpInstruments, MongoInstruments, ServerInstruments, MetricsServer],
  exports: [CacheInstruments, HttpInstruments, Instruments],
})
export class ObservabilityModule {}
