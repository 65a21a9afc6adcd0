import { mongo } from 'mongoose';

import { reasonOf } from './reason-of';

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

describe('reasonOf', () => {
  it('speaks of servers where libraries speak of their options', () => {
    const retries = named('MaxRetriesPerRequestError', 'Reached the max retries per request limit (which is 3).');
    expect(reasonOf(retries)).toBe('Redis cannot be reached (REDIS_URL)');
    const offline = new Error("Stream isn't writeable and enableOfflineQueue options is false");
    expect(reasonOf(offline)).toBe('Redis cannot be reached (REDIS_URL)');
    expect(reasonOf(new Error('Command timed out'))).toBe('Redis does not answer in time');
    const selection = named('MongoServerSelectionError', 'connect ECONNREFUSED 127.0.0.1:27017');
    expect(reasonOf(selection)).toBe('MongoDB cannot be reached (MONGODB_URI): connect ECONNREFUSED 127.0.0.1:27017');
  });

  it('is one line, and says what kind of error it was', () => {
    expect(reasonOf(new mongo.MongoServerError({ message: 'not primary\nand more' }))).toBe(
      'MongoServerError: not primary',
    );
    const refused = 'not authorized on rides to execute command { find: "users", filter: { email: "a@example.com" } }';
    expect(reasonOf(new mongo.MongoServerError({ message: refused }))).toBe(
      'MongoServerError: not authorized on rides',
    );
    expect(reasonOf('text')).toBe('text');
    expect(reasonOf(undefined)).toBe('undefined');
  });
});
