import 'reflect-metadata';

import { Controller, Get, Header, Module } from '@nestjs/common';
import { ApiModule } from '../../../apps/api/src/api.module';
import {
  createHttpApp,
  createPino,
  CurrentPrincipal,
  loadConfig,
  type Principal,
  RedisConnections,
  RequireScope,
  runProgram,
  startFailure,
} from '#platform';

/** Where the benchmark puts what the bare route sends. */
export const CACHED_KEY = 'cached-answer';

/**
 * The API with one route more, which sends what one GET of Redis gives: the same Nest application on Fastify with the
 * same guard, pipes and hooks, and the least that a cached answer can cost behind them.
 */
@Controller('cached')
class CachedController {
  constructor(private readonly redis: RedisConnections) {}

  @Get()
  @RequireScope('read')
  @Header('content-type', 'application/json; charset=utf-8')
  get(@CurrentPrincipal() _principal: Principal): Promise<string | null> {
    return this.redis.commands.get(CACHED_KEY);
  }
}

async function main(): Promise<void> {
  const config = loadConfig('api');
  const logger = createPino(config);
  @Module({ imports: [ApiModule.forRoot(config)], controllers: [CachedController] })
  class CachedApi {}
  await runProgram(await createHttpApp({ module: CachedApi }, config, logger), config, logger);
}

if (require.main === module)
  main().catch((error: unknown) => {
    process.stderr.write(`${startFailure(error)}\n`);
    process.exit(1);
  });
