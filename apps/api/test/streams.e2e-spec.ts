import { type Failure, Rider, Service } from '#testing';

const ENTRY_ID = /^\d+-\d+$/;
/** What the existing app sends once a second. */
const appMessage = (timestamp: number, power: number | null = 245): string =>
  JSON.stringify({
    power,
    cadence: 91,
    heartrate: 148,
    speed: null,
    distance: null,
    altitude: null,
    incline: null,
    timestamp,
    elapsed: '00:00:01',
    dataType: 'workout_metrics',
  });

interface Posted {
  success: boolean;
  messageId: string;
  streamName: string;
}
interface Described {
  length: number;
  points: number;
  lastTimestamp: number;
  lastMessageId: string;
  persistedMessageId: string | null;
}
interface Messages {
  streamName: string;
  messages: { id: string; data: { message: string; timestamp: string; author?: string } }[];
}

describe('Streams, as the existing clients call them', () => {
  let service: Service;
  let rider: Rider;
  let other: Rider;
  let count = 0;
  const newName = (): string => `ride-${(count += 1)}`;

  beforeAll(async () => {
    service = await Service.start('streams');
    [rider, other] = await Promise.all([Rider.register(service.url), Rider.register(service.url)]);
  });
  afterAll(() => service.stop());

  describe('POST /api/streams/create', () => {
    it('makes a stream, and finds it when it is made again', async () => {
      const streamName = newName();
      const first = await rider.post<Posted & { message: string }>('/api/streams/create', { streamName });
      expect(first.status).toBe(200);
      expect(first.body).toEqual({
        success: true,
        streamName,
        messageId: expect.stringMatching(ENTRY_ID),
        message: 'Stream created',
      });
      const again = await rider.post<Posted>('/api/streams/create', { streamName });
      expect([again.status, again.body.messageId]).toEqual([200, first.body.messageId]);
    });

    it('refuses a name that somebody else uses', async () => {
      const streamName = newName();
      await rider.post('/api/streams/create', { streamName });
      const refused = await other.post('/api/streams/create', { streamName });
      expect([refused.status, refused.body.code]).toEqual([409, 'STREAM_NAME_TAKEN']);
    });
  });

  describe('POST /api/streams/:name/messages', () => {
    it('takes the message of the app, a string of JSON, and makes the stream', async () => {
      const name = newName();
      const timestamp = Date.now();
      const posted = await rider.post<Posted>(`/api/streams/${name}/messages`, {
        message: appMessage(timestamp),
        author: 'app',
      });
      expect(posted.status).toBe(200);
      expect(posted.body).toEqual({ success: true, messageId: expect.stringMatching(ENTRY_ID), streamName: name });
      const { body } = await rider.get<Described>(`/api/streams/${name}`);
      expect(body).toMatchObject({
        length: 1,
        points: 1,
        lastTimestamp: timestamp,
        lastMessageId: posted.body.messageId,
      });
    });

    it('keeps a chat message without making a point of it', async () => {
      const name = newName();
      await rider.post(`/api/streams/${name}/messages`, { message: 'go go go', author: 'fan' });
      await rider.post(`/api/streams/${name}/messages`, { message: { type: 'marker', label: 'summit' } });
      const { body } = await rider.get<Described>(`/api/streams/${name}`);
      expect([body.length, body.points]).toEqual([2, 0]);
    });

    it('counts a point that is sent twice once, and shows it once', async () => {
      const name = newName();
      const message = appMessage(Date.now());
      const first = await rider.post<Posted>(`/api/streams/${name}/messages`, { message });
      const second = await rider.post<Posted>(`/api/streams/${name}/messages`, { message });
      expect([second.status, second.body.messageId]).toEqual([200, first.body.messageId]);
      const { body } = await rider.get<Described>(`/api/streams/${name}`);
      expect([body.length, body.points]).toEqual([1, 1]);
    });

    it('takes a point without a time at its arrival', async () => {
      const name = newName();
      const before = Date.now();
      await rider.post(`/api/streams/${name}/messages`, {
        message: { dataType: 'workout_metrics', power: 200, timestamp: null },
      });
      const { body } = await rider.get<Described>(`/api/streams/${name}`);
      expect(body.points).toBe(1);
      expect(body.lastTimestamp).toBeGreaterThanOrEqual(before);
    });

    it('says which field of telemetry is wrong, and keeps nothing of it', async () => {
      const name = newName();
      await rider.post('/api/streams/create', { streamName: name });
      const message = { dataType: 'workout_metrics', power: 'a lot', timestamp: Date.now() };
      const refused = await rider.post(`/api/streams/${name}/messages`, { message });
      expect(refused.status).toBe(400);
      expect(refused.body.details).toEqual([{ field: 'message.power', message: 'must be a number or null' }]);
      expect((await rider.get<Described>(`/api/streams/${name}`)).body.length).toBe(0);
    });

    it('takes 100 KB and refuses more', async () => {
      const name = newName();
      const just = await rider.post(`/api/streams/${name}/messages`, { message: 'x'.repeat(100 * 1024) });
      const over = await rider.post(`/api/streams/${name}/messages`, { message: 'x'.repeat(100 * 1024 + 1) });
      expect([just.status, over.status, over.body.code]).toEqual([200, 413, 'MESSAGE_TOO_LARGE']);
    });
  });

  describe('POST /api/streams/:name/points', () => {
    const points = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        timestamp: from + index * 1000,
        power: 200 + (index % 7),
        lat: 47.1,
        lng: 8.5,
      }));

    it('takes a batch, tells new points from repeated ones, and stores them', async () => {
      const name = newName();
      const start = Date.now();
      const first = await rider.post(`/api/streams/${name}/points`, { points: points(start, 60) });
      expect([first.status, first.body]).toEqual([
        200,
        { accepted: 60, duplicates: 0, lastMessageId: expect.stringMatching(ENTRY_ID) as string },
      ]);
      const overlapping = await rider.post(`/api/streams/${name}/points`, { points: points(start + 30_000, 60) });
      expect(overlapping.body).toMatchObject({ accepted: 30, duplicates: 30 });
      const described = await rider.get<Described>(`/api/streams/${name}`);
      expect(described.body).toMatchObject({ points: 90, length: 90 });
    });

    it('takes 10,000 points in one call, and refuses one more', async () => {
      const name = newName();
      const all = await rider.post(`/api/streams/${name}/points`, { points: points(1_700_000_000_000, 10_000) });
      expect([all.status, all.body]).toMatchObject([200, { accepted: 10_000, duplicates: 0 }]);
      const more = await rider.post(`/api/streams/${name}/points`, { points: points(1_800_000_000_000, 10_001) });
      expect([more.status, more.body.details?.[0]?.field]).toEqual([400, 'points']);
    });

    const postLines = (name: string, lines: string[]) =>
      rider.call('POST', `/api/streams/${name}/points`, {
        headers: { 'content-type': 'application/x-ndjson' },
        body: lines.join('\n'),
      });
    const lines = (count: number): string[] =>
      points(1_700_000_000_000, count).map((point) => JSON.stringify(point).padEnd(1_000));

    it('takes one point a line as NDJSON', async () => {
      const answer = await postLines(newName(), lines(25));
      expect([answer.status, answer.body]).toMatchObject([200, { accepted: 25, duplicates: 0 }]);
    });

    it('takes no line that is longer than 1,000 characters, and nothing of the others', async () => {
      const name = newName();
      const refused = await postLines(name, lines(4).with(2, `${lines(3)[2]} `));
      expect([refused.status, refused.body.code, refused.body.details]).toEqual([
        400,
        'VALIDATION_FAILED',
        [{ field: 'points.2', message: 'must not be longer than 1000 characters' }],
      ]);
      expect((await rider.get(`/api/streams/${name}`)).status).toBe(404);
    });

    it('takes no more than 10,000 lines, and nothing of more', async () => {
      const name = newName();
      const short = lines(10_001).map((line) => line.trimEnd());
      const refused = await postLines(name, short);
      expect([refused.status, refused.body.code, refused.body.details]).toEqual([
        400,
        'VALIDATION_FAILED',
        [{ field: 'points', message: 'must not hold more than 10000 points' }],
      ]);
      expect((await rider.get(`/api/streams/${name}`)).status).toBe(404);
      const all = await postLines(name, short.slice(1));
      expect([all.status, all.body]).toMatchObject([200, { accepted: 10_000 }]);
    });

    it('takes nothing of a batch with a bad point in it, and names the point', async () => {
      const name = newName();
      const bad = [...points(1_700_000_000_000, 3), { timestamp: 1_700_000_009_000, power: 'fast' }];
      const refused = await rider.post(`/api/streams/${name}/points`, { points: bad });
      expect([refused.status, refused.body.details]).toEqual([
        400,
        [{ field: 'points.3.power', message: 'must be a number or null' }],
      ]);
      expect((await rider.get(`/api/streams/${name}`)).status).toBe(404);
    });

    it('tells up to where the points are in MongoDB', async () => {
      const name = newName();
      const { body } = await rider.post<{ lastMessageId: string }>(`/api/streams/${name}/points`, {
        points: points(Date.now(), 10),
      });
      let persisted: string | null = null;
      for (let attempt = 0; attempt < 100 && persisted === null; attempt += 1) {
        persisted = (await rider.get<Described>(`/api/streams/${name}`)).body.persistedMessageId;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(persisted).toBe(body.lastMessageId);
    });
  });

  describe('GET /api/streams and its messages', () => {
    it('lists the own streams, with what is in them', async () => {
      const name = newName();
      await rider.post(`/api/streams/${name}/messages`, { message: 'one' });
      const { body } = await rider.get<{ streams: { name: string }[] }>('/api/streams');
      expect(body.streams.find((stream) => stream.name === name)).toEqual({
        name,
        length: 1,
        firstMessageId: expect.stringMatching(ENTRY_ID),
        lastMessageId: expect.stringMatching(ENTRY_ID),
      });
      const theirs = await other.get<{ streams: { name: string }[] }>('/api/streams');
      expect(theirs.body.streams.map((stream) => stream.name)).not.toContain(name);
    });

    it('gives messages in order, a page at a time', async () => {
      const name = newName();
      for (const message of ['a', 'b', 'c'])
        await rider.post(`/api/streams/${name}/messages`, { message, author: 'me' });
      const first = await rider.get<Messages>(`/api/streams/${name}/messages?start=-&end=%2B&count=2`);
      expect(first.body.streamName).toBe(name);
      expect(first.body.messages.map(({ data }) => data.message)).toEqual(['a', 'b']);
      expect(first.body.messages[0]?.data).toEqual({
        message: 'a',
        timestamp: expect.stringMatching(/^\d{13}$/),
        author: 'me',
      });
      const rest = await rider.get<Messages>(`/api/streams/${name}/messages?start=(${first.body.messages[1]?.id}`);
      expect(rest.body.messages.map(({ data }) => data.message)).toEqual(['c']);
    });

    it.each([['count=0'], ['count=1001'], ['count=many'], ['start=yesterday'], ['unknown=1']])(
      'refuses ?%s',
      async (query) => {
        const name = newName();
        await rider.post('/api/streams/create', { streamName: name });
        const refused = await rider.get(`/api/streams/${name}/messages?${query}`);
        expect([refused.status, refused.body.code]).toEqual([400, 'VALIDATION_FAILED']);
      },
    );
  });

  describe('DELETE /api/streams/cleanup', () => {
    it('removes idle streams, but not that of an unfinished workout', async () => {
      const cleaner = await Rider.register(service.url);
      await cleaner.post('/api/streams/create', { streamName: 'idle-one' });
      await cleaner.post('/api/workouts', { streamName: 'busy-one' });
      const kept = await cleaner.call<{ deletedCount: number }>('DELETE', '/api/streams/cleanup?retention=3600000');
      expect(kept.body).toEqual({ success: true, deletedCount: 0, message: 'Deleted 0 inactive streams' });
      const cleaned = await cleaner.call<{ deletedCount: number }>('DELETE', '/api/streams/cleanup?retention=0');
      expect([cleaned.status, cleaned.body.deletedCount]).toEqual([200, 1]);
      const { body } = await cleaner.get<{ streams: { name: string }[] }>('/api/streams');
      expect(body.streams.map(({ name }) => name)).toEqual(['busy-one']);
    });

    it('does not delete the stream of an unfinished workout when asked by name either', async () => {
      const name = newName();
      await rider.post('/api/workouts', { streamName: name });
      const refused = await rider.call<Failure>('DELETE', `/api/streams/${name}`);
      expect([refused.status, refused.body.code]).toEqual([409, 'STREAM_IN_USE']);
    });
  });
});
