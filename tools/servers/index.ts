export { run } from './command';
export { freePort } from './free-port';
export { tail } from './log-tail';
export { provideMongo, type MongoOptions } from './mongo/provide-mongo';
export { withDatabase } from './mongo/with-database';
export { describeExit, startProcess, type Exit, type OwnProcess, type OwnProcessOptions } from './own-process';
export { progressOn, silent, type Progress } from './progress';
export { provideRedis, type RedisOptions } from './redis/provide-redis';
export { type Origin, type RunningServer } from './running-server';
