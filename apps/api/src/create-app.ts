import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger } from 'pino';

import { type Config, createHttpApp } from '#platform';

import { ApiModule } from './api.module';
import { setUpOpenApi } from './openapi';

/** The one place that assembles the API; `main.ts` and the tests start what this gives. */
export async function createApp(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const app = await createHttpApp(ApiModule.forRoot(config), config, logger);
  setUpOpenApi(app);
  return app;
}
