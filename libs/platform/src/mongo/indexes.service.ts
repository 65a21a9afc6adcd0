import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection } from 'mongoose';

import { CONFIG, type Config } from '../config/config';

/** Creates the collections and the indexes that the schemas declare. */
@Injectable()
export class IndexesService implements OnModuleInit {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.config.mongo.autoIndex) await this.create();
  }

  /**
   * Idempotent; existing indexes stay as they are.
   * @returns the names of the collections that were looked after
   */
  async create(): Promise<string[]> {
    const models = Object.values(this.connection.models);
    for (const model of models) {
      await model.createCollection();
      await model.createIndexes();
    }
    return models.map((model) => model.collection.collectionName);
  }
}
