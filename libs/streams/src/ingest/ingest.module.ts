import { Module } from '@nestjs/common';

import { StreamsModule } from '../streams.module';
import { IngestConsumer } from './ingest-consumer';

/** For the worker alone: reads the ingest logs into MongoDB. */
@Module({ imports: [StreamsModule], providers: [IngestConsumer], exports: [IngestConsumer] })
export class IngestModule {}
