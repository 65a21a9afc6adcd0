import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';

import { Chunk, ChunkSchema } from './chunks/chunk.schema';
import { ChunkStore } from './chunks/chunk-store';
import { Intake } from './intake';
import { IntakeInstruments } from './intake-instruments';
import { LiveHub } from './live/live-hub';
import { PositionSharing } from './position-sharing';
import { StreamAudience } from './stream-audience';
import { StreamDigests } from './stream-digests';
import { KeyNames } from './stream-keys';
import { StreamPublisher } from './stream-publisher';
import { StreamReader } from './stream-reader';
import { StreamTickets } from './stream-tickets';
import { StreamsService } from './streams.service';

const SHARED = [
  KeyNames,
  ChunkStore,
  StreamsService,
  StreamPublisher,
  StreamReader,
  StreamTickets,
  StreamDigests,
  PositionSharing,
  StreamAudience,
  LiveHub,
];

@Module({
  imports: [MongooseModule.forFeature([{ name: Chunk.name, schema: ChunkSchema }])],
  providers: [...SHARED, Intake, IntakeInstruments],
  exports: SHARED,
})
export class StreamsModule {}
