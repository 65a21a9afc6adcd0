export { freePort } from '../../../tools/servers';
export { eventually, type EventuallyOptions } from './eventually';
export { dropDatabase, testMongoUri } from './mongo';
export { startProgram, type Program, type ProgramOptions } from './program';
export { testRedisUrl, uniqueKeyPrefix } from './redis';
