import 'reflect-metadata';

import { readFileSync } from 'node:fs';
import { Controller, Get, Header, Module, Param, Query } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { ApiModule } from '../../../../apps/api/src/api.module';
import {
  createHttpApp,
  createPino,
  CurrentPrincipal,
  loadConfig,
  ObjectIdPipe,
  type Principal,
  RequireScope,
  runProgram,
  startFailure,
} from '#platform';

/**
 * The API with one route more, which sends a file that was read at the start. It is the same Nest application on Fastify
 * with the same guard, pipes and hooks as before the route that reads workouts, and nothing behind them: what any
 * answer of this size takes at least. `node prebuilt-api.js <file>`
 */
const payload = readFileSync(process.argv[2] ?? '');

class PrebuiltQuery {
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value))
  @IsBoolean()
  includeTelemetry: boolean = false;
}

@Controller('prebuilt')
class PrebuiltController {
  @Get(':id')
  @RequireScope('read')
  @Header('content-type', 'application/json; charset=utf-8')
  get(
    @CurrentPrincipal() _principal: Principal,
    @Param('id', ObjectIdPipe) _id: string,
    @Query() _query: PrebuiltQuery,
  ): Promise<Buffer> {
    return Promise.resolve(payload);
  }
}

async function main(): Promise<void> {
  const config = loadConfig('api');
  const logger = createPino(config);
  @Module({ imports: [ApiModule.forRoot(config)], controllers: [PrebuiltController] })
  class PrebuiltApi {}
  await runProgram(await createHttpApp({ module: PrebuiltApi }, config, logger), config, logger);
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
});
