import * as fc from 'fast-check';

import { OpenApi, type Schema } from '../../openapi';
import { type Draft } from './draft';
import { hostile } from './hostile';
import { nearValidValues } from './near-valid';
import { Seen } from './seen';
import { number, toJson } from './to-json';
import { validValues } from './valid-values';

const ride: Schema = {
  required: ['title', 'points'],
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 20 },
    stream: { type: 'string', nullable: true, pattern: '^[a-z]{1,8}$' },
    startTime: { type: 'string', format: 'date-time' },
    sport: { type: 'string', enum: ['cycling', 'running'] },
    rider: { $ref: '#/components/schemas/Rider' },
    points: { type: 'array', minItems: 1, maxItems: 5, items: { $ref: '#/components/schemas/Point' } },
    message: { oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }] },
  },
};
const api = new OpenApi({
  openapi: '3.0.0',
  paths: {},
  security: [],
  components: {
    securitySchemes: {},
    schemas: {
      Ride: ride,
      Rider: {
        properties: {
          weight: { type: 'number', minimum: 20, maximum: 300 },
          email: { type: 'string', format: 'email' },
        },
      },
      Point: {
        required: ['timestamp'],
        properties: {
          timestamp: { type: 'integer', minimum: 0, maximum: 8.64e15, example: 1767258000000 },
          power: { type: 'number', nullable: true, example: 200 },
        },
      },
    },
  },
});
const RUNS = { numRuns: 300, seed: 1 };
const valid = validValues(api, ride);

describe('Requests from a document', () => {
  it('are valid where they are said to be', () => {
    fc.assert(
      fc.property(valid, (value) => expect(api.faults(value, ride)).toEqual([])),
      RUNS,
    );
  });

  it('are wrong, odd or at a limit in each place, and in one alone', () => {
    const wrong = fc.sample(nearValidValues(api, ride, valid), RUNS).map((value) => api.faults(value, ride).join());
    for (const place of [
      '.title',
      '.stream',
      '.startTime',
      '.sport',
      '.rider.weight',
      '.points.0.timestamp',
      'the body',
    ])
      expect(wrong.filter((faults) => faults.startsWith(place)).length).toBeGreaterThan(0);
    expect(wrong.filter((faults) => faults === '').length).toBeLessThan(RUNS.numRuns / 2);
  });

  it('are the same for the same seed', () => {
    expect(fc.sample(valid, RUNS)).toEqual(fc.sample(valid, RUNS));
  });

  it('carry numbers that JavaScript cannot write', () => {
    expect(toJson({ a: [number('-0'), number('1e400')], b: '\ud800' })).toBe('{"a":[-0,1e400],"b":"\\ud800"}');
  });

  it('become hostile in every way', () => {
    const right: Draft = {
      ...{ route: 'POST /api/rides/{id}', kind: 'valid', rider: 0, credential: 'key', rememberedQuery: null },
      ...{ slots: { id: { raw: 'a' } }, query: [['a', 'b']], headers: [], body: { json: { title: 'a' } } },
    };
    const attacked = fc.sample(hostile, { numRuns: 1_000, seed: 1 }).map((attack) => attack(right));
    const changed = new Set(
      attacked.flatMap((draft) => Object.keys(draft).filter((key) => draft[key as never] !== right[key as never])),
    );
    expect([...changed].sort()).toEqual(
      ['afterPath', 'afterQuery', 'body', 'credential', 'headers', 'method', 'query', 'slots'].sort(),
    );
  });
});

describe('What answers have shown', () => {
  const any = /^/;

  it('is found where the path leads to, the newest first, and what is gone last', () => {
    const seen = new Seen();
    seen.take('/api/rides', {
      rides: [
        { id: 'a', userId: 'u' },
        { id: 'b', equipment: [{ id: 'bike' }] },
      ],
    });
    seen.take('/api/rides/{id}', { id: 'c' });
    seen.take('/api/rides/{id}/laps', [{ id: 'lap' }]);
    seen.take('/api/rides/today', { id: 'd' });
    const ids = (pattern: RegExp): (string | null)[] =>
      [0, 1, 2, 3].map((back) => seen.idFor('/api/rides/{id}', 'id', pattern, back));
    expect(ids(/^.$/)).toEqual(['d', 'c', 'b', 'a']);
    expect(ids(any)).toEqual(['d', 'c', 'bike', 'b']);
    seen.outlive('/api/rides/{id}', 'id', 'd');
    expect(ids(/^.$/)).toEqual(['c', 'b', 'a', 'd']);
    expect(seen.idFor('/api/users/{id}', 'id', any, 0)).toBeNull();
  });

  it('is found near the path where it has another name', () => {
    const seen = new Seen();
    seen.take('/api/rides', { ride: { id: 'a', streamName: 'up' } });
    expect(seen.idFor('/api/rides/by-stream/{name}', 'name', any, 0)).toBe('up');
  });

  it('holds together what belongs together', () => {
    const seen = new Seen();
    seen.remember({ email: 'a', password: '1' }, { user: { email: 'A' }, refreshToken: 'r' });
    seen.remember({ email: 'b' }, {});
    expect(seen.valuesFor(['email', 'password'], 0)).toEqual({ email: 'a', password: '1' });
    expect(seen.valuesFor(['email'], 0)).toEqual({ email: 'b' });
    expect(seen.valuesFor(['currentPassword', 'newPassword'], 0)).toEqual({ currentPassword: '1' });
    seen.remember({ currentPassword: '1', newPassword: '2' }, null);
    expect(seen.valuesFor(['currentPassword', 'newPassword'], 0)).toEqual({ currentPassword: '2' });
    expect(seen.valuesFor(['nothing'], 0)).toEqual({});
  });
});
