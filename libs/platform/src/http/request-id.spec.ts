import { newRequestId, requestIdOf } from './request-id';

const NEW = /^[0-9a-f]{32}$/;

describe('the id of a request', () => {
  it('is the one that the client gave', () => {
    expect(requestIdOf({ headers: { 'x-request-id': 'ride:2026-06-01.7' } })).toBe('ride:2026-06-01.7');
  });

  it.each([undefined, '', 'two words', 'x'.repeat(101), 'bpt_0123_secret', ['one', 'two']])(
    'is a new one where that is %p',
    (given) => {
      expect(requestIdOf({ headers: { 'x-request-id': given } })).toMatch(NEW);
    },
  );

  it('is never the same', () => {
    const ids = Array.from({ length: 10_000 }, newRequestId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(NEW);
  });
});
