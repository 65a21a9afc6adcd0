import { eventually, Rider, Service } from '#testing';

import { begin, succeeded } from './support/workouts';

interface Entry {
  event: string;
  subject: string | null;
  detail: string | null;
  credential: string | null;
  address: string | null;
}

describe('The audit log of rides', () => {
  let service: Service;
  beforeAll(async () => (service = await Service.start('audit')));
  afterAll(() => service.stop());

  it('tells what was deleted and who may see what, with which key, and nothing of what failed or was read', async () => {
    const [rider, other] = await Promise.all([Rider.register(service.url), Rider.register(service.url)]);
    const { id } = await begin(rider, { title: 'a title that is nobody’s business' });
    const path = `/api/workouts/${id}`;
    succeeded(await rider.call('PATCH', path, { body: { visibility: 'public' } }), 200);
    succeeded(await rider.call('PATCH', path, { body: { title: 'another title' } }), 200);
    succeeded(await rider.get(path), 200);
    expect((await other.call('DELETE', path)).status).toBe(404);
    succeeded(await rider.call('DELETE', path), 200);
    expect((await rider.call('DELETE', path)).status).toBe(404);
    succeeded(await rider.post('/api/streams/create', { streamName: 'gone' }), 200);
    succeeded(await rider.call('DELETE', '/api/streams/gone'), 200);
    succeeded(await rider.call('DELETE', '/api/streams/cleanup?retention=86400000'), 200);

    const [key] = succeeded(await rider.get<{ id: string }[]>('/api/users/me/api-keys'), 200);
    const byKey = { credential: `key:${key?.id}`, address: '127.0.0.1' };
    const entries = await eventually(async () => {
      const found = succeeded(await rider.get<Entry[]>('/api/users/me/audit'), 200);
      expect(found).toHaveLength(6);
      return found;
    });
    expect(entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...byKey, event: 'workout.visibility_set', subject: id, detail: 'public' }),
        expect.objectContaining({ ...byKey, event: 'workout.deleted', subject: id, detail: null }),
        expect.objectContaining({ ...byKey, event: 'stream.deleted', subject: 'gone', detail: null }),
        expect.objectContaining({ ...byKey, event: 'stream.cleaned_up', subject: null, detail: '0' }),
        expect.objectContaining({ event: 'api_key.created', subject: key?.id }),
        expect.objectContaining({ event: 'account.registered' }),
      ]),
    );
    expect(JSON.stringify(entries)).not.toContain('title');
    const theirs = succeeded(await other.get<Entry[]>('/api/users/me/audit'), 200);
    expect(theirs.map(({ event }) => event).sort()).toEqual(['account.registered', 'api_key.created']);
  });
});
