export { ChunkStore } from './chunks/chunk-store';
export { compareEntryIds } from './entry-id';
export { StreamNamePipe } from './http/stream-name.pipe';
export { IngestModule } from './ingest/ingest.module';
export { type StreamHandle, type Visibility } from './stream-handle';
export { StreamReader } from './stream-reader';
export { StreamTickets } from './stream-tickets';
export { StreamsModule } from './streams.module';
export { StreamsService } from './streams.service';
