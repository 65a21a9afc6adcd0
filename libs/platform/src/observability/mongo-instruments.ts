import { tracingChannel } from 'node:diagnostics_channel';

import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type Histogram } from 'prom-client';

import { CONFIG, type Config } from '../config/config';
import { shapeOf } from '../mongo/command-shape';
import { MONGO_COMMANDS } from '../mongo/timed-command';
import { Instruments } from './instruments';

/** Where Mongoose tells what it asks, and where we tell what goes past it. */
const CHANNELS = [
  'mongoose:query',
  'mongoose:aggregate',
  'mongoose:model:save',
  'mongoose:model:insertMany',
  'mongoose:model:bulkWrite',
  MONGO_COMMANDS,
];

/** What is told of a command; the same object when it begins and when it has ended. */
interface Told {
  operation: string;
  collection?: string;
  args?: { filter?: unknown; update?: unknown; pipeline?: unknown; options?: { sort?: unknown } };
  /** performance.now() */
  began?: number;
}

/**
 * How long MongoDB's commands take, from the question to the answer, waiting for a connection included; and which were slow,
 * by their shape. Told by Mongoose, not by the driver, which would unpack each answer a second time for whoever listens.
 */
@Injectable()
export class MongoInstruments implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('MongoDB');
  private readonly durations: Histogram<'collection' | 'operation'>;
  private readonly handlers = {
    start: (told: unknown) => void ((told as Told).began = performance.now()),
    end: () => undefined,
    asyncStart: () => undefined,
    asyncEnd: (told: unknown) => this.note(told as Told),
    error: () => undefined,
  };

  constructor(
    instruments: Instruments,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.durations = instruments.duration('bpt_mongodb_command_duration_seconds', 'Commands, with their wait', {
      labelNames: ['collection', 'operation'],
      buckets: [0.001, 0.0025, 0.01, 0.05, 0.1, 0.5, 2.5, 10],
    });
  }

  onModuleInit(): void {
    for (const name of CHANNELS) tracingChannel(name).subscribe(this.handlers);
  }

  onApplicationShutdown(): void {
    for (const name of CHANNELS) tracingChannel(name).unsubscribe(this.handlers);
  }

  private note({ operation, collection = 'none', args, began }: Told): void {
    if (began === undefined) return;
    const milliseconds = performance.now() - began;
    this.durations.observe({ collection, operation }, milliseconds / 1000);
    const { slowAfter } = this.config.mongo;
    if (slowAfter === 0 || milliseconds < slowAfter) return;
    const { filter, update, pipeline, options } = args ?? {};
    this.logger.warn({
      msg: 'slow command',
      collection,
      operation,
      milliseconds: Math.round(milliseconds),
      ...((filter ?? pipeline) !== undefined && { shape: shapeOf(pipeline ?? filter) }),
      ...(update !== undefined && { update: shapeOf(update) }),
      ...(options?.sort !== undefined && { sort: shapeOf(options.sort) }),
    });
  }
}
