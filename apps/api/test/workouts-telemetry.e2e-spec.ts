import { Rider, Service } from '#testing';

import {
  begin,
  complete,
  type Point,
  send,
  type Series,
  steadyRide,
  succeeded,
  type WorkoutBody,
} from './support/workouts';

const CHANNELS = [
  'power',
  'cadence',
  'heartrate',
  'speed',
  'distance',
  'altitude',
  'incline',
  'temperature',
  'lat',
  'lng',
];
const START = Date.UTC(2026, 5, 1, 6);

/** Every channel moves, each has its own gaps, and some values are awkward: zero, negative, many decimals. */
function fullRide(seconds: number): Point[] {
  return Array.from({ length: seconds }, (_, second) => ({
    timestamp: START + second * 1000 + (second % 1000 === 999 ? 137 : 0),
    power: second % 61 === 0 ? null : second % 97 < 5 ? 0 : 150 + ((second * 7919) % 211),
    cadence: second % 113 === 0 ? null : 80 + (second % 17),
    heartrate: second % 127 === 0 ? null : 120 + Math.round(30 * Math.sin(second / 900)),
    speed: second % 131 === 0 ? null : 7 + Math.sin(second / 50),
    distance: second % 137 === 0 ? null : Math.round(second * 7.213 * 100) / 100,
    altitude: second % 139 === 0 ? null : -3.2 + Math.round(second / 7) / 5,
    incline: second % 149 === 0 ? null : -0.5 + (second % 9) / 10,
    temperature: second % 151 === 0 ? null : (second % 40) - 10,
    lat: second % 157 === 0 ? null : 47.3769 + second * 1.23e-6,
    lng: second % 163 === 0 ? null : -8.5417 - second * 3.21e-7,
  }));
}

describe('The points of a workout', () => {
  let service: Service;
  let rider: Rider;

  const ridden = async (points: Point[]): Promise<string> => {
    const workout = await begin(rider, { startTime: new Date(points[0]?.timestamp ?? START).toISOString() });
    await send(rider, workout, points);
    expect((await complete(rider, workout)).archivedMessages).toBe(points.length);
    return `/api/workouts/${workout.id}`;
  };
  const series = async (path: string, query = ''): Promise<Series> =>
    succeeded(await rider.get<Series>(`${path}/telemetry${query}`), 200);
  const column = (points: Point[], channel: string): (number | null)[] => points.map((point) => point[channel] ?? null);

  beforeAll(async () => {
    service = await Service.start('telemetry');
    rider = await Rider.register(service.url);
  });
  afterAll(() => service.stop());

  it.each([
    ['some', 10],
    ['more than a thousand', 2_500],
    ['24 hours of', 86_400],
  ])('come back whole: %s points with every channel (%d)', async (_, seconds) => {
    const points = fullRide(seconds);
    const path = await ridden(points);
    const { body } = await rider.get<WorkoutBody>(`${path}?includeTelemetry=true`);
    expect(body.duration).toBe(Math.round(((points.at(-1)?.timestamp ?? 0) - START) / 1000));
    expect(body.summary?.sampleCount).toBe(seconds);
    expect(body.telemetry).toHaveLength(seconds);
    // One by one: a diff of 86,400 points would take longer than the test.
    for (const [index, point] of points.entries())
      if (JSON.stringify(body.telemetry?.[index]) !== JSON.stringify(point))
        expect(body.telemetry?.[index]).toEqual(point);
    const { fields, timestamps, series: columns } = await series(path);
    expect(fields).toEqual(CHANNELS);
    expect(timestamps).toEqual(points.map(({ timestamp }) => timestamp));
    for (const channel of CHANNELS) expect(columns[channel]).toEqual(column(points, channel));
  });

  it('come as the series that are asked for, in that order', async () => {
    const points = fullRide(100);
    const path = await ridden(points);
    const { fields, timestamps, series: columns } = await series(path, '?fields=heartrate,power');
    expect([fields, Object.keys(columns)]).toEqual([
      ['heartrate', 'power'],
      ['heartrate', 'power'],
    ]);
    expect(timestamps).toHaveLength(100);
    expect(columns['heartrate']).toEqual(column(points, 'heartrate'));
    expect(columns['power']).toEqual(column(points, 'power'));
  });

  it('come thinned out: means of what was measured, the first position, the last distance', async () => {
    const points = Array.from({ length: 25 }, (_, second) => ({
      timestamp: START + second * 1000,
      power: second % 10 === 3 ? null : second,
      distance: second * 10,
      lat: 47 + second / 1000,
    }));
    expect(await series(await ridden(points), '?resolution=10')).toEqual({
      fields: ['power', 'distance', 'lat'],
      timestamps: [START, START + 10_000, START + 20_000],
      series: { power: [42 / 9, 132 / 9, 87 / 4], distance: [90, 190, 240], lat: [47, 47.01, 47.02] },
    });
  });

  it('leave out what no sensor measured, and show null for it when asked', async () => {
    const path = await ridden(steadyRide(START, 5, { cadence: null }));
    expect((await series(path)).fields).toEqual(['power']);
    const asked = await series(path, '?fields=cadence,power');
    expect(asked.series).toEqual({ cadence: [null, null, null, null, null], power: [200, 200, 200, 200, 200] });
  });

  it('may be moments alone', async () => {
    const path = await ridden([{ timestamp: START }, { timestamp: START + 1000 }]);
    const { body } = await rider.get<WorkoutBody>(`${path}?includeTelemetry=true`);
    expect(body.telemetry).toEqual([{ timestamp: START }, { timestamp: START + 1000 }]);
    expect(await series(path)).toEqual({ fields: [], timestamps: [START, START + 1000], series: {} });
  });

  it('are not shown unless asked for', async () => {
    const path = await ridden(steadyRide(START, 5));
    for (const query of ['', '?includeTelemetry=false'])
      expect((await rider.get<WorkoutBody>(`${path}${query}`)).body.telemetry).toBeUndefined();
  });

  it.each([
    ['telemetry?fields=power,watts', 'fields'],
    ['telemetry?fields=', 'fields'],
    ['telemetry?fields=timestamp', 'fields'],
    ['telemetry?resolution=0', 'resolution'],
    ['telemetry?resolution=0.5', 'resolution'],
    ['telemetry?resolution=86401', 'resolution'],
    ['telemetry?resolution=1&resolution=2', 'resolution'],
    ['telemetry?from=1', 'from'],
    ['?includeTelemetry=yes', 'includeTelemetry'],
  ])('are refused for %s', async (query, field) => {
    const { id } = await begin(rider);
    const refused = await rider.get(`/api/workouts/${id}${query.startsWith('?') ? '' : '/'}${query}`);
    expect([refused.status, refused.body.code, refused.body.details?.[0]?.field]).toEqual([
      400,
      'VALIDATION_FAILED',
      field,
    ]);
  });
});
