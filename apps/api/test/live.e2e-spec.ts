import { call, Events, Rider, Service } from '#testing';

interface Posted {
  messageId: string;
}

describe('Live viewing, as the existing clients do it', () => {
  let service: Service;
  let rider: Rider;
  let other: Rider;
  let count = 0;
  const newName = (): string => `ride-${(count += 1)}`;

  beforeAll(async () => {
    service = await Service.start('live');
    [rider, other] = await Promise.all([Rider.register(service.url), Rider.register(service.url)]);
  });
  afterAll(() => service.stop());

  describe('GET /api/streams/:name/listen', () => {
    it('greets, then sends each message with its id, also those of a batch', async () => {
      const name = newName();
      await rider.post('/api/streams/create', { streamName: name });
      const viewer = await rider.listen(`/api/streams/${name}/listen`, { 'cache-control': 'no-cache' });
      expect(viewer.events[0]?.data).toEqual({ type: 'connected', streamName: name });
      const posted = await rider.post<Posted>(`/api/streams/${name}/messages`, { message: 'hello', author: 'me' });
      await rider.post(`/api/streams/${name}/points`, { points: [{ timestamp: 1000 }, { timestamp: 2000 }] });
      await viewer.until(() => viewer.messages.length === 3);
      const { messageId } = posted.body;
      expect(viewer.events[1]).toEqual({
        id: messageId,
        data: {
          type: 'message',
          id: messageId,
          streamName: name,
          data: { message: 'hello', timestamp: messageId.split('-')[0], author: 'me' },
        },
      });
      viewer.close();
    });

    it('resumes after Last-Event-ID with nothing missed and nothing repeated', async () => {
      const name = newName();
      const ids: string[] = [];
      const post = async (message: string): Promise<void> => {
        ids.push((await rider.post<Posted>(`/api/streams/${name}/messages`, { message })).body.messageId);
      };
      for (let index = 0; index < 5; index += 1) await post(`m${index}`);
      const viewer = await rider.listen(`/api/streams/${name}/listen`, { 'last-event-id': ids[1] ?? '' });
      await post('m5');
      await viewer.until(() => viewer.messages.length >= 4);
      expect(viewer.messages).toEqual(['m2', 'm3', 'm4', 'm5']);
      viewer.close();
    });

    it('tells the end of a stream that is removed', async () => {
      const name = newName();
      await rider.post('/api/streams/create', { streamName: name });
      const viewer = await rider.listen(`/api/streams/${name}/listen`);
      const removed = await rider.call('DELETE', `/api/streams/${name}`);
      expect([removed.status, removed.body]).toEqual([200, { success: true, message: 'Stream deleted' }]);
      await viewer.until(() => viewer.ended);
      expect(viewer.events.at(-1)?.data).toEqual({ type: 'stream_deleted', streamName: name });
    });

    it('does not show a private stream to others', async () => {
      const name = newName();
      await rider.post('/api/streams/create', { streamName: name });
      for (const path of ['', '/messages', '/listen']) {
        const refused = await other.get(`/api/streams/${name}${path}`);
        expect([refused.status, refused.body.code]).toEqual([404, 'STREAM_NOT_FOUND']);
      }
      const posted = await other.post(`/api/streams/${name}/messages`, { message: 'hi' });
      expect(posted.status).toBe(404);
    });
  });

  describe('GET /api/streams/listenAll', () => {
    it('follows the own streams, also one that appears later', async () => {
      const [old, young] = [newName(), newName()];
      await rider.post('/api/streams/create', { streamName: old });
      const viewer = await rider.listen('/api/streams/listenAll');
      expect(viewer.events[0]?.data.type).toBe('connected');
      await rider.post(`/api/streams/${old}/messages`, { message: 'from the old one' });
      await rider.post(`/api/streams/${young}/messages`, { message: 'from the new one' });
      await other.post(`/api/streams/${newName()}/messages`, { message: 'private' });
      await viewer.until(() => viewer.messages.length >= 2);
      const seen = viewer.events.slice(1).map(({ data }) => [data.stream, data.data?.message]);
      expect(seen).toEqual([
        [old, 'from the old one'],
        [young, 'from the new one'],
      ]);
      viewer.close();
    });
  });

  it('answers a HEAD with headers, and keeps no place for who asked', async () => {
    const name = newName();
    await rider.post('/api/streams/create', { streamName: name });
    for (const path of ['/api/streams/listenAll', `/api/streams/${name}/listen`]) {
      const { status, headers, body } = await rider.call('HEAD', path);
      expect([status, headers.get('content-type'), body]).toEqual([200, 'text/event-stream; charset=utf-8', null]);
    }
  });

  describe('POST /api/streams/:name/tickets', () => {
    it('opens one event stream without headers, once', async () => {
      const name = newName();
      await rider.post('/api/streams/create', { streamName: name });
      const made = await rider.post<{ ticket: string; expiresAt: string }>(`/api/streams/${name}/tickets`);
      expect(made.status).toBe(201);
      expect(new Date(made.body.expiresAt).getTime() - Date.now()).toBeLessThanOrEqual(60_000);
      const path = `/api/streams/${name}/listen?ticket=${made.body.ticket}`;
      const viewer = await Events.open(service.url + path);
      expect(viewer.events[0]?.data.streamName).toBe(name);
      viewer.close();
      expect((await call(service.url, 'GET', path)).status).toBe(401);
    });

    it('shows the one stream that it was made for on listenAll, and no other that its rider sees', async () => {
      const [own, beside, later, shared] = [newName(), newName(), newName(), newName()];
      for (const streamName of [own, beside]) await rider.post('/api/streams/create', { streamName });
      await other.post('/api/workouts', { streamName: shared, visibility: 'public' });
      const { body } = await rider.post<{ ticket: string }>(`/api/streams/${own}/tickets`);
      const byTicket = await Events.open(`${service.url}/api/streams/listenAll?ticket=${body.ticket}`);
      const byKey = await rider.listen('/api/streams/listenAll');
      for (const name of [own, beside, later]) await rider.post(`/api/streams/${name}/messages`, { message: name });
      await other.post(`/api/streams/${shared}/messages`, { message: shared });
      await byKey.until(() => byKey.messages.length === 4);
      await rider.post(`/api/streams/${own}/messages`, { message: 'the end' });
      await byTicket.until(() => byTicket.messages.includes('the end'));
      expect(byTicket.messages).toEqual([own, 'the end']);
      for (const viewer of [byTicket, byKey]) viewer.close();
    });

    it('opens nothing else', async () => {
      const name = newName();
      await rider.post('/api/streams/create', { streamName: name });
      const { body } = await rider.post<{ ticket: string }>(`/api/streams/${name}/tickets`);
      const elsewhere = await call(service.url, 'GET', `/api/streams/${name}?ticket=${body.ticket}`);
      expect([elsewhere.status, elsewhere.body.code]).toEqual([400, 'CREDENTIALS_IN_QUERY']);
    });
  });
});
