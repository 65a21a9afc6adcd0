import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import mongoose, { type Connection } from 'mongoose';

import { CONFIG, type Config } from '../config/config';
import { IndexesService } from './indexes.service';

mongoose.set('strictQuery', true);
mongoose.set('sanitizeFilter', true);
mongoose.set('bufferCommands', false);
// An index is a decision: created by db:indexes or, outside production, at start, and always awaited.
mongoose.set('autoIndex', false);
mongoose.set('autoCreate', false);

/** The one MongoDB connection of a program: bounded pool, short server selection, no buffering of commands. */
@Module({})
export class MongoModule {
  static forRoot(): DynamicModule {
    return {
      module: MongoModule,
      imports: [
        MongooseModule.forRootAsync({
          inject: [CONFIG],
          useFactory: ({ mongo, program }: Config) => ({
            uri: mongo.uri,
            appName: `bike-power-tracker-${program}`,
            minPoolSize: mongo.minPoolSize,
            maxPoolSize: mongo.maxPoolSize,
            maxIdleTimeMS: mongo.maxIdleTimeMS,
            waitQueueTimeoutMS: mongo.waitQueueTimeoutMS,
            serverSelectionTimeoutMS: mongo.serverSelectionTimeoutMS,
            socketTimeoutMS: mongo.socketTimeoutMS,
            writeConcern: { w: 'majority' as const },
            // Why it cannot connect stands in the line that says so.
            verboseRetryLog: true,
            connectionErrorFactory: (cause) =>
              new Error(`MongoDB cannot be used: ${cause.message} (MONGODB_URI, MONGODB_PASSWORD)`, { cause }),
            // Binary fields come as Buffers, also from lean queries.
            promoteBuffers: true,
            onConnectionCreate: logChanges,
          }),
        }),
      ],
      providers: [IndexesService],
      exports: [IndexesService],
    };
  }
}

/** A MongoDB that answers and lets nobody in is lost and found several times a second: said no oftener, ms. */
const COMPLAIN_EVERY = 10_000;

function logChanges(connection: Connection): void {
  const logger = new Logger('MongoDB');
  let lost = false;
  let complained = false;
  let complainedAt = 0;
  let closing = false;
  connection.on('disconnecting', () => (closing = true));
  connection.on('connected', () => {
    if (!lost) logger.log('connected');
  });
  connection.on('disconnected', () => {
    if (!lost && !closing && Date.now() - complainedAt > COMPLAIN_EVERY) {
      logger.warn('connection lost');
      complained = true;
      complainedAt = Date.now();
    }
    lost = true;
  });
  connection.on('reconnected', () => {
    if (complained) logger.log('reconnected');
    lost = complained = false;
  });
}
