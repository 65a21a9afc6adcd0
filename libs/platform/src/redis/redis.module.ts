import { Global, Module } from '@nestjs/common';

import { RedisConnections } from './redis-connections';
import { RedisMemory } from './redis-memory';

@Global()
@Module({ providers: [RedisConnections, RedisMemory], exports: [RedisConnections, RedisMemory] })
export class RedisModule {}
