import { Module } from '@nestjs/common';

import { StreamsModule } from '../streams.module';
import { DeadLettersModule } from './dead-letters.module';
import { IngestConsumer } from './ingest-consumer';
import { IngestInstruments } from './ingest-instruments';
import { IngestLag } from './ingest-lag';

/** For the worker alone: reads the ingest logs into MongoDB. */
@Module({
  imports: [StreamsModule, DeadLettersModule],
  providers: [IngestConsumer, IngestInstruments, IngestLag],
  exports: [IngestConsumer, IngestLag],
})
export class IngestModule {}
