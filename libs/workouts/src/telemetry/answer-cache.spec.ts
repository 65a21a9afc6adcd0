import { type Answer, AnswerCache } from './answer-cache';

const outline = { owner: 'rider', version: 1, points: '', head: '' };
const answer = (text: string, bytes = text.length): Answer => ({ ...outline, body: Buffer.alloc(bytes, text) });
const never = (): Promise<Answer> => Promise.reject(new Error('asked to make what is there'));

describe('AnswerCache', () => {
  it('makes an answer once, however many ask while it is made and afterwards', async () => {
    const cache = new AnswerCache(100_000);
    let made = 0;
    const make = async (): Promise<Answer> => {
      made++;
      await new Promise(setImmediate);
      return answer('first');
    };
    const answers = await Promise.all([cache.get('a', make), cache.get('a', make), cache.get('b', make)]);
    expect(answers.map(({ body }) => body.toString())).toEqual(['first', 'first', 'first']);
    expect(made).toBe(2);
    expect(await cache.get('a', never)).toBe(answers[0]);
  });

  it('keeps no failure: whoever asked is told, and the next one tries again', async () => {
    const cache = new AnswerCache(100_000);
    const fail = () => Promise.reject(new Error('disk full'));
    const asked = [cache.get('a', fail), cache.get('a', never)];
    await expect(asked[0]).rejects.toThrow('disk full');
    await expect(asked[1]).rejects.toThrow('disk full');
    expect((await cache.get('a', () => Promise.resolve(answer('second')))).body.toString()).toBe('second');
  });

  it('takes no more room than it was given, and lets go of what nobody asked for', async () => {
    const cache = new AnswerCache(50_000);
    const make = (text: string) => () => Promise.resolve(answer(text, 20_000));
    await cache.get('a', make('a'));
    await cache.get('b', make('b'));
    await cache.get('a', never);
    await cache.get('c', make('c'));
    await expect(Promise.all([cache.get('a', never), cache.get('c', never)])).resolves.toHaveLength(2);
    await expect(cache.get('b', never)).rejects.toThrow();
    expect((await cache.get('large', () => Promise.resolve(answer('l', 60_000)))).body).toHaveLength(60_000);
    await expect(cache.get('large', never)).rejects.toThrow();
  });

  it('puts a newer answer in the place of the old one', async () => {
    const cache = new AnswerCache(100_000);
    await cache.get('a', () => Promise.resolve(answer('old')));
    cache.keep('a', answer('new'));
    expect(cache.find('a')?.body.toString()).toBe('new');
    expect(cache.find('b')).toBeUndefined();
    expect((await cache.get('a', never)).body.toString()).toBe('new');
  });
});
