import { withoutPosition } from './without-position';

const shown = (message: unknown): string =>
  withoutPosition({ id: '1-0', message: typeof message === 'string' ? message : JSON.stringify(message) }).message;

describe('A message for those who may not know where the rider is', () => {
  it('keeps everything but the position', () => {
    expect(shown({ dataType: 'workout_metrics', power: 200, lat: 47.1, lng: 8.5, timestamp: 1 })).toBe(
      '{"dataType":"workout_metrics","power":200,"timestamp":1}',
    );
  });

  it.each([
    ['in an array', [{ lat: 1 }], '[{}]'],
    ['deep inside', { marker: { at: [{ latitude: 1, name: 'Café' }] } }, '{"marker":{"at":[{"name":"Café"}]}}'],
    ['under other names', { Longitude: 1, start_lat: 2, endLng: 3, gps: '4,5', coordinates: [6, 7], x: 8 }, '{"x":8}'],
    ['under a name with escapes', '{"\\u006cat":47.1,"x":1}', '{"x":1}'],
    ['twice', '{"lat":47.1,"x":1,"lat":47.2}', '{"x":1}'],
    ['behind a space', ' {"lat":47.1}', '{}'],
  ])('finds it %s', (_, message, rest) => expect(shown(message)).toBe(rest));

  it.each([
    ['words', 'I am at lat 47 now'],
    ['JSON without a position, to the letter', '{ "power": 200.0, "flat": true, "relation": 1e0 }'],
    ['what only looks like JSON', '{"lat":'],
    ['a list of numbers', '[1, 2]'],
  ])('leaves alone %s', (_, message) => {
    const entry = { id: '1-0', message };
    expect(withoutPosition(entry)).toBe(entry);
  });

  it('cannot be made to fail by a message of brackets', () => {
    const depth = 45_000;
    const message = `{"lat":1,"x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(shown(message).length).toBeLessThan(100);
  });

  it('is made once an entry', () => {
    const entry = { id: '1-0', message: '{"lat":1}', author: 'app' };
    expect(withoutPosition(entry)).toBe(withoutPosition(entry));
    expect(withoutPosition(entry)).toEqual({ id: '1-0', message: '{}', author: 'app' });
  });
});
