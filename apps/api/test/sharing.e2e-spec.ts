import { type Answer, call, Rider, Service } from '#testing';

import { closedAfterEach, sharePosition } from './support/sharing';
import { begin, complete, type Point, send, type Series, type WorkoutBody } from './support/workouts';

const WORKOUT = [
  ...['createdAt', 'description', 'duration', 'endTime', 'equipment', 'id', 'personalRecords', 'sport', 'startTime'],
  ...['status', 'streamName', 'summary', 'tags', 'title', 'updatedAt', 'userId', 'visibility'],
];
const TELLS_FTP = ['ftp', 'intensityFactor', 'trainingStressScore'];
const SUMMARY = [
  ...['avgCadence', 'avgHeartrate', 'avgPower', 'avgSpeed', 'decoupling', 'efficiencyFactor', 'maxCadence'],
  ...['maxHeartrate', 'maxPower', 'maxSpeed', 'metricsVersion', 'normalizedPower', 'sampleCount', 'timerTime'],
  ...['totalAscent', 'totalDescent', 'totalDistance', 'totalEnergy', 'variabilityIndex'],
];
const STREAM = ['firstMessageId', 'lastMessageId', 'lastTimestamp', 'length', 'name', 'persistedMessageId', 'points'];
const keys = (value: unknown): string[] => Object.keys(value as object).sort();
const sorted = (...lists: string[][]): string[] => lists.flat().sort();

const PLACE = { lat: 47.376912, lng: 8.541694 };
const CHANNELS = ['timestamp', 'power', 'heartrate'];
const point = (timestamp: number): Point => ({ timestamp, power: 211, heartrate: 140, ...PLACE });
const message = (timestamp: number): string =>
  JSON.stringify({ ...point(timestamp), incline: null, elapsed: '00:00:01', dataType: 'workout_metrics' });
const CHAT = 'see you at the café';
const MARKER = { type: 'marker', name: 'café', at: { latitude: 47.376912, longitude: 8.541694 } };
/** What must never reach others, whatever is shared. */
const SECRETS = ['serial-4711', 'the-key-name', '251.75', '88.25'];

describe('What riders share', () => {
  let service: Service;
  let ada: Rider;
  let eve: Rider;
  const listen = closedAfterEach();

  beforeAll(async () => {
    service = await Service.start('sharing');
    [ada, eve] = [await Rider.register(service.url), await Rider.register(service.url)];
    await ada.call('PATCH', '/api/users/me', {
      body: { displayName: 'Ada', settings: { ftp: 251, weight: 88.25, maxHr: 191, timezone: 'Europe/Zurich' } },
    });
    await ada.post('/api/users/me/api-keys', { name: 'the-key-name' });
  });
  afterAll(() => service.stop());

  const share = (shared: boolean) => sharePosition(ada, shared);
  const publish = (streamName: string, body: unknown) =>
    ada.post(`/api/streams/${streamName}/messages`, { message: body, author: 'app' });
  const begun = (given: object = {}) =>
    begin(ada, {
      visibility: 'public',
      tags: ['hills'],
      equipment: [{ type: 'bike', name: 'Gravel', id: 'serial-4711' }],
      ...given,
    });
  /** An answer to somebody else that holds nothing of what is nobody else's business. */
  const seen = async <Body>(path: string): Promise<Body> => {
    const { status, body } = await eve.get<Body>(path);
    expect([path, status]).toEqual([path, 200]);
    const text = JSON.stringify(body);
    expect([path, [...SECRETS, ada.email].filter((secret) => text.includes(secret))]).toEqual([path, []]);
    return body;
  };
  const placed = (text: string): boolean => /47\.376912|8\.541694|lat|lng|latitude/.test(text);

  describe.each([
    ['without position', false],
    ['with position', true],
  ])('%s', (_, sharing) => {
    let ride: WorkoutBody;
    let name: string;
    let path: string;
    const channels = sharing ? [...CHANNELS, 'lat', 'lng'] : CHANNELS;

    beforeAll(async () => {
      expect((await share(sharing)).status).toBe(200);
      ride = await begun({ title: 'Over the hills' });
      name = ride.streamName ?? '';
      path = `/api/workouts/${ride.id}`;
      const from = Date.now() - 120_000;
      await send(
        ada,
        ride,
        Array.from({ length: 40 }, (__, second) => point(from + second * 1000)),
      );
      await publish(name, message(from + 40_000));
      await publish(name, CHAT);
      await publish(name, MARKER);
    });

    const workoutIs = async (status: string): Promise<void> => {
      const body = await seen<WorkoutBody>(path);
      expect(keys(body)).toEqual(WORKOUT);
      expect(body).toMatchObject({ status, title: 'Over the hills', tags: ['hills'], personalRecords: [] });
      expect(body.equipment).toEqual([{ type: 'bike', name: 'Gravel' }]);
      expect(keys(body.summary)).toEqual(sorted(SUMMARY, [status === 'ACTIVE' ? 'live' : 'quality']));
      expect(body.summary).toMatchObject({ maxPower: 211, normalizedPower: 211 });
      const own = (await ada.get<WorkoutBody>(path)).body;
      expect(keys(own.summary)).toEqual(sorted(SUMMARY, TELLS_FTP, [status === 'ACTIVE' ? 'live' : 'quality']));
      expect([own.summary?.ftp, own.equipment[0]?.id]).toEqual([251, 'serial-4711']);
    };
    const telemetryIs = async (): Promise<void> => {
      for (let time = 0; time < 2; time += 1) {
        const { telemetry = [], ...rest } = await seen<WorkoutBody>(`${path}?includeTelemetry=true`);
        expect([keys(rest), telemetry.length]).toEqual([WORKOUT, 41]);
        for (const one of telemetry) expect(keys(one)).toEqual(sorted(channels));
        const own = await ada.get<WorkoutBody>(`${path}?includeTelemetry=true`);
        expect(keys(own.body.telemetry?.[0])).toEqual(sorted(CHANNELS, ['lat', 'lng']));
      }
      const series = await seen<Series>(`${path}/telemetry`);
      expect([keys(series), series.fields]).toEqual([['fields', 'series', 'timestamps'], channels.slice(1)]);
      const asked = await seen<Series>(`${path}/telemetry?fields=lat,lng&resolution=10`);
      const places = Object.values(asked.series).flat();
      expect(places.length).toBeGreaterThan(0);
      expect(places.some((place) => place !== null)).toBe(sharing);
    };
    const profileIs = async (): Promise<void> => {
      const body = await seen(`/api/users/${ada.id}`);
      expect(body).toEqual({ id: ada.id, displayName: 'Ada', avatarUrl: null });
      const own = (await ada.get<object>(`/api/users/${ada.id}`)).body;
      expect(keys(own)).toEqual(['avatarUrl', 'createdAt', 'displayName', 'email', 'id', 'settings']);
      expect(own).toMatchObject({ settings: { sharePosition: sharing } });
    };
    /** Neither lists nor records nor trends are ever shared. */
    const nothingElse = async (): Promise<void> => {
      expect(await seen('/api/workouts')).toMatchObject({ workouts: [], pagination: { total: 0 } });
      expect(await seen('/api/records')).toEqual([]);
      expect(await seen('/api/analytics/power-curve')).toEqual([]);
      expect(await seen('/api/analytics/monthly')).toMatchObject({ workoutCount: 0 });
      for (const rest of ['/stats', '/ftp-history'])
        expect((await eve.get(`/api/users/${ada.id}${rest}`)).status).toBe(404);
    };

    describe('while the ride goes on', () => {
      it('is a workout, its points, and the rider by name', async () => {
        await workoutIs('ACTIVE');
        await telemetryIs();
        await profileIs();
        expect(await seen(`/api/workouts/by-stream/${name}`)).toMatchObject({
          id: ride.id,
          equipment: [{ name: 'Gravel' }],
        });
        expect(await seen(`${path}/power-curve`)).toEqual({ source: null, durations: [], power: [] });
        await nothingElse();
      });

      it('is a stream among those of the viewer', async () => {
        const { streams } = await seen<{ streams: { name: string }[] }>('/api/streams');
        const listed = streams.find((stream) => stream.name === name);
        expect(keys(listed)).toEqual(['firstMessageId', 'lastMessageId', 'length', 'name']);
        expect(keys(await seen(`/api/streams/${name}`))).toEqual(STREAM);
      });

      const shownAsItShould = (messages: string[]): void => {
        const [first = '', lastPoint = '', chat, marker = ''] = [messages[0], ...messages.slice(-3)];
        expect(keys(JSON.parse(first))).toEqual(sorted(channels, ['dataType']));
        expect(keys(JSON.parse(lastPoint))).toEqual(sorted(channels, ['dataType', 'elapsed', 'incline']));
        expect(chat).toBe(CHAT);
        expect(JSON.parse(marker)).toEqual(sharing ? MARKER : { type: 'marker', name: 'café', at: {} });
        expect(messages.filter(placed).length).toBe(sharing ? 42 : 0);
      };

      it('is its messages', async () => {
        type Messages = { messages: { id: string; data: { message: string } }[] };
        const body = await seen<Messages>(`/api/streams/${name}/messages`);
        expect(keys(body)).toEqual(['messages', 'streamName']);
        expect(body.messages).toHaveLength(43);
        expect(keys(body.messages[42])).toEqual(['data', 'id']);
        expect(keys(body.messages[42]?.data)).toEqual(['author', 'message', 'timestamp']);
        shownAsItShould(body.messages.map(({ data }) => data.message));
        const own = await ada.get<Messages>(`/api/streams/${name}/messages`);
        expect(own.body.messages.filter(({ data }) => placed(data.message))).toHaveLength(42);
      });

      it('is its events, what was missed and what comes', async () => {
        const ticket = await eve.post<{ ticket: string }>(`/api/streams/${name}/tickets`);
        expect([ticket.status, keys(ticket.body)]).toEqual([201, ['expiresAt', 'ticket']]);
        const viewers = [
          await listen(eve, `/api/streams/${name}/listen?lastEventId=0-1`),
          await listen(eve, '/api/streams/listenAll?lastEventId=0-1'),
          await listen(ada, `/api/streams/${name}/listen?lastEventId=0-1`),
        ];
        const byTicket = await fetch(`${service.url}/api/streams/${name}/listen?ticket=${ticket.body.ticket}`);
        const reader = byTicket.body?.getReader();
        await Promise.all(viewers.map((viewer) => viewer.until(() => viewer.messages.includes(CHAT))));
        const now = Date.now() - 10_000;
        await publish(name, message(now));
        await send(ada, ride, [point(now + 1000)]);
        for (const [index, viewer] of viewers.entries()) {
          await viewer.until(() => viewer.messages.length >= 45);
          const own = index === 2;
          if (!own) shownAsItShould(viewer.messages.slice(0, 43));
          const [message45 = '', point46 = ''] = viewer.messages.slice(43);
          const shown = own ? [...CHANNELS, 'lat', 'lng'] : channels;
          expect(keys(JSON.parse(message45))).toEqual(sorted(shown, ['dataType', 'elapsed', 'incline']));
          expect(keys(JSON.parse(point46))).toEqual(sorted(shown, ['dataType']));
        }
        let text = '';
        while (!text.includes(String(now + 1000))) {
          const { value, done } = (await reader?.read()) ?? { done: true };
          if (done) throw new Error(`ended: ${text}`);
          text += Buffer.from(value as Uint8Array).toString();
        }
        await reader?.cancel();
        expect(placed(text)).toBe(sharing);
      });

      it('is what the ride comes to so far, without the FTP', async () => {
        const viewers = [
          await listen(eve, `/api/streams/${name}/listen`),
          await listen(ada, `/api/streams/${name}/listen`),
        ];
        await send(ada, ride, [point(Date.now() - 5_000)]);
        for (const viewer of viewers) {
          const summaries = () => viewer.events.filter(({ data }) => data.type === 'summary');
          await viewer.until(() => summaries().length > 0, 15_000);
          const { data } = summaries()[0] as unknown as { data: { summary: object } };
          expect(keys(data)).toEqual(['streamName', 'summary', 'type', 'workoutId']);
          expect(keys(data.summary)).toEqual(sorted(SUMMARY, ['live'], viewer === viewers[0] ? [] : TELLS_FTP));
        }
      });

      it('is nothing that others can change', async () => {
        for (const [method, rest] of [
          ['PATCH', ''],
          ['DELETE', ''],
          ...['pause', 'resume', 'archive', 'complete'].map((step) => ['POST', `/${step}`]),
        ] as [string, string][])
          expect([
            rest,
            (await eve.call(method, `${path}${rest}`, method === 'DELETE' ? {} : { body: {} })).status,
          ]).toEqual([rest, 404]);
        expect((await eve.post(`/api/streams/${name}/messages`, { message: 'x' })).status).toBe(404);
        expect((await eve.post(`/api/streams/${name}/points`, { points: [{ timestamp: 1, power: 1 }] })).status).toBe(
          404,
        );
        expect((await eve.call('DELETE', `/api/streams/${name}`)).status).toBe(404);
        expect((await ada.get<WorkoutBody>(path)).body.status).toBe('ACTIVE');
      });
    });

    describe('when the ride is over', () => {
      beforeAll(async () => {
        await complete(ada, ride);
      });

      it('is the workout, its points, and the rider by name', async () => {
        await workoutIs('COMPLETED');
        const { telemetry = [] } = await seen<WorkoutBody>(`${path}?includeTelemetry=true`);
        for (const one of telemetry) expect(keys(one)).toEqual(sorted(channels));
        expect(telemetry.length).toBeGreaterThan(40);
        const curve = await seen<{ source: string }>(`${path}/power-curve`);
        expect([keys(curve), curve.source]).toEqual([['durations', 'power', 'source'], 'every-second']);
        await profileIs();
        await nothingElse();
      });

      it('is no stream any more', async () => {
        for (const rest of [
          `streams/${name}`,
          `streams/${name}/messages`,
          `streams/${name}/listen`,
          `workouts/by-stream/${name}`,
        ])
          expect([rest, (await eve.get(`/api/${rest}`)).status]).toEqual([rest, 404]);
        expect(await seen('/api/streams')).toEqual({ streams: [] });
      });

      it('is the same when it is archived, and nothing when it is deleted or private', async () => {
        await ada.post(`${path}/archive`);
        await workoutIs('ARCHIVED');
        const readings = ['', '?includeTelemetry=true', '/telemetry', '/power-curve'];
        const answers = () => Promise.all(readings.map(async (rest) => (await eve.get(`${path}${rest}`)).status));
        expect(await answers()).toEqual([200, 200, 200, 200]);
        await ada.call('PATCH', path, { body: { visibility: 'private' } });
        expect(await answers()).toEqual([404, 404, 404, 404]);
        expect((await eve.get(`/api/users/${ada.id}`)).status).toBe(404);
        await ada.call('PATCH', path, { body: { visibility: 'public' } });
        expect(await answers()).toEqual([200, 200, 200, 200]);
        await ada.call('DELETE', path);
        expect(await answers()).toEqual([404, 404, 404, 404]);
        expect((await eve.get(`/api/users/${ada.id}`)).status).toBe(404);
      });
    });
  });

  it('is nothing for whoever has not signed in', async () => {
    const { id, streamName } = await begun();
    const paths = [
      ...['', '?includeTelemetry=true', '/telemetry', '/power-curve'].map((rest) => `/api/workouts/${id}${rest}`),
      ...['', '/messages', '/listen'].map((rest) => `/api/streams/${streamName}${rest}`),
      ...['/api/streams', '/api/streams/listenAll', `/api/workouts/by-stream/${streamName}`, `/api/users/${ada.id}`],
    ];
    for (const path of paths) {
      const answer: Answer<{ code: string }> = await call(service.url, 'GET', path);
      expect([path, answer.status, answer.body.code]).toEqual([path, 401, 'CREDENTIALS_MISSING']);
    }
  });
});
