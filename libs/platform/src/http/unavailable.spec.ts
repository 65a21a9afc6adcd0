import { mongo } from 'mongoose';

import { asUnavailable } from './unavailable';

const refusedByMongo = (code: number, message: string): Error => new mongo.MongoServerError({ code, message });
const refusedByRedis = (message: string): Error => Object.assign(new Error(message), { name: 'ReplyError' });

describe('asUnavailable', () => {
  it('knows a server whose password was changed, or whose disk is full', () => {
    const codes = [
      refusedByMongo(18, 'Authentication failed.'),
      refusedByMongo(13, 'Command find requires authentication'),
      refusedByMongo(391, 'Reauthentication required'),
      refusedByRedis('WRONGPASS invalid username-password pair or user is disabled.'),
      refusedByRedis('NOAUTH Authentication required.'),
      refusedByRedis('MISCONF Errors writing to the AOF file: No space left on device'),
    ].map((error) => asUnavailable(error)?.code);
    expect(codes).toEqual([
      ...['MONGODB_UNAVAILABLE', 'MONGODB_UNAVAILABLE', 'MONGODB_UNAVAILABLE'],
      ...['REDIS_UNAVAILABLE', 'REDIS_UNAVAILABLE', 'REDIS_UNAVAILABLE'],
    ]);
  });

  it('leaves alone what will not be better the next time', () => {
    for (const error of [
      refusedByMongo(13, 'not authorized on admin to execute command { find: "users" }'),
      refusedByMongo(121, 'Document failed validation'),
      refusedByRedis('ERR wrong number of arguments'),
      new Error('a defect'),
      'text',
    ])
      expect(asUnavailable(error)).toBeNull();
  });
});
