import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Redis } from 'ioredis';

import { eventually, freePort, OwnServer, Rider, Service } from '#testing';

import { begin, complete, steadyRide } from './support/workouts';

interface Scrape {
  /** `name type`, of ours alone. */
  metrics: string[];
  text: string;
  /** The sum over all series of that name whose labels contain `label`; null when there is none. */
  sum: (name: string, label?: string) => number | null;
}

async function scrape(url: string): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
  const text = await response.text();
  const lines = text.split('\n');
  return {
    text,
    metrics: [...text.matchAll(/^# TYPE (bpt_\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`).sort(),
    sum: (name, label = '') => {
      const series = lines.filter((line) => line.split(/[ {]/)[0] === name && line.includes(label));
      return series.length === 0 ? null : series.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
  };
}

/** What docs/operations.md says of one program: `name type`. */
function documented(program: 'API' | 'worker'): string[] {
  const text = readFileSync(join(process.cwd(), 'docs', 'operations.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(bpt_\w+)` +\| (\w+) +\| ([^|]*)\|/gm)];
  return rows
    .filter(([, , , programs = '']) => programs.trim() === 'both' || programs.trim() === program)
    .map(([, name, type]) => `${name} ${type}`)
    .sort();
}

describe('/metrics', () => {
  let redis: OwnServer;
  let service: Service;
  let rider: Rider;
  let [apiMetrics, workerMetrics] = ['', ''];

  beforeAll(async () => {
    redis = await OwnServer.redis();
    const [api, worker] = [await freePort(), await freePort()];
    [apiMetrics, workerMetrics] = [api, worker].map((port) => `http://127.0.0.1:${port}`) as [string, string];
    service = await Service.start('metrics', {
      METRICS_PORT: String(api),
      WORKER_METRICS_PORT: String(worker),
      REDIS_URL: redis.uri,
      REDIS_COMMAND_TIMEOUT_MS: '500',
    });
    rider = await Rider.register(service.url);
  });
  afterAll(async () => {
    await service.stop();
    await redis.stop();
  });

  it('has exactly what docs/operations.md lists, and what Node.js tells of itself', async () => {
    const [api, worker] = [await scrape(apiMetrics), await scrape(workerMetrics)];
    expect(api.metrics).toEqual(documented('API'));
    expect(worker.metrics).toEqual(documented('worker'));
    for (const { sum } of [api, worker]) {
      expect(sum('process_resident_memory_bytes')).toBeGreaterThan(1e6);
      expect(sum('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    }
  });

  it('counts a ride on its way through both programs', async () => {
    const before = { api: await scrape(apiMetrics), worker: await scrape(workerMetrics) };
    const workout = await begin(rider);
    const path = `/api/streams/${workout.streamName}`;
    const points = steadyRide(Date.now() - 60_000, 60);
    await rider.post(`${path}/points`, { points });
    await rider.post(`${path}/points`, { points: [...points.slice(0, 10), ...steadyRide(Date.now(), 1)] });
    await rider.get('/api/workouts/0123456789abcdef01234567');
    await rider.get('/api/no-such-route');

    const api = await scrape(apiMetrics);
    const grown = (name: string, label?: string) => (api.sum(name, label) ?? 0) - (before.api.sum(name, label) ?? 0);
    expect(grown('bpt_intake_points_accepted_total')).toBe(61);
    expect(grown('bpt_intake_points_duplicate_total')).toBe(10);
    expect(grown('bpt_intake_log_entries_total')).toBe(2);
    expect(grown('bpt_http_requests_total', 'route="/api/streams/:name/points",status="200"')).toBe(2);
    expect(grown('bpt_http_requests_total', 'route="/api/workouts/:id",status="404"')).toBe(1);
    expect(grown('bpt_http_requests_total', 'route="none",status="404"')).toBe(1);
    expect(grown('bpt_http_request_duration_seconds_count', 'route="/api/streams/:name/points"')).toBe(2);
    // Names and ids of riders are nobody's business who looks at graphs.
    expect(api.text).not.toContain(workout.streamName);
    expect(api.text).not.toContain('0123456789abcdef01234567');

    await eventually(async () => {
      const worker = await scrape(workerMetrics);
      const since = (name: string) => (worker.sum(name) ?? 0) - (before.worker.sum(name) ?? 0);
      expect(since('bpt_ingest_points_written_total')).toBe(61);
      expect(since('bpt_ingest_entries_stored_total')).toBe(2);
      expect(since('bpt_ingest_flush_duration_seconds_count')).toBeGreaterThan(0);
      expect(since('bpt_ingest_flush_points_sum')).toBe(61);
      expect([worker.sum('bpt_ingest_pending_entries'), worker.sum('bpt_ingest_lag_entries')]).toEqual([0, 0]);
    });
    await complete(rider, workout);
    const done = await scrape(apiMetrics);
    expect(done.sum('bpt_completion_duration_seconds_count', 'asked_by="rider"')).toBe(1);
    expect(done.sum('bpt_records_won_total', 'metric="power"')).toBeGreaterThan(0);
    for (const labels of ['collection="workouts",operation="findOneAndUpdate"', 'collection="users",operation="save"'])
      expect(done.sum('bpt_mongodb_command_duration_seconds_count', labels)).toBeGreaterThan(0);
    expect(done.sum('bpt_redis_command_duration_seconds_count', 'command="evalsha"')).toBeGreaterThan(0);
    const stored = await scrape(workerMetrics);
    const inserts = 'collection="telemetry_chunks",operation="insertMany"';
    expect(stored.sum('bpt_mongodb_command_duration_seconds_count', inserts)).toBeGreaterThan(0);
  });

  it('tells how often caches had what was asked for', async () => {
    const [year, month] = [2020, 1];
    for (let time = 0; time < 3; time++) await rider.get(`/api/analytics/monthly?year=${year}&month=${month}`);
    const { sum } = await scrape(apiMetrics);
    expect(sum('bpt_cache_requests_total', 'cache="analytics",outcome="miss"')).toBe(1);
    expect(sum('bpt_cache_requests_total', 'cache="analytics",outcome="hit"')).toBe(2);
  });

  describe('of viewers', () => {
    const watching = async () => {
      const { sum } = await scrape(apiMetrics);
      return ['bpt_viewers', 'bpt_live_streams', 'bpt_live_listeners'].map((name) => sum(name));
    };

    it('tells how many watch', async () => {
      const workout = await begin(rider);
      const path = `/api/streams/${workout.streamName}/listen`;
      const viewers = [await rider.listen(path), await rider.listen(path)];
      expect(await watching()).toEqual([2, 1, 2]);
      viewers.forEach((viewer) => viewer.close());
      await eventually(async () => expect(await watching()).toEqual([0, 0, 0]));
    });

    it('knows nothing more of those who went as they came', async () => {
      const { streamName } = await begin(rider);
      for (let visit = 0; visit < 300; visit++) {
        const abort = new AbortController();
        const path = visit % 4 === 0 ? 'listenAll' : `${streamName}/listen`;
        const url = `${service.url}/api/streams/${path}`;
        const coming = fetch(url, { headers: rider.credentials, signal: abort.signal }).catch(() => undefined);
        // While they are let in, or just afterwards.
        if (visit % 2 === 0) await pause(visit % 7);
        else await coming;
        abort.abort();
        // Streams appear meanwhile, to those who watch all.
        if (visit % 50 === 0) await begin(rider);
      }
      await eventually(async () => expect(await watching()).toEqual([0, 0, 0]));
      const client = new Redis(service.redisUrl);
      expect(await client.pubsub('CHANNELS', `${service.keyPrefix}:live:*`)).toEqual([]);
      client.disconnect();
    });
  });

  it('tells how many letters are dead, and in which shard', async () => {
    const client = new Redis(service.redisUrl);
    await client.xadd(`{${service.keyPrefix}:p0}:dead-letters`, '*', 'reason', 'test');
    client.disconnect();
    const worker = await scrape(workerMetrics);
    expect([worker.sum('bpt_ingest_dead_letters', 'shard="0"'), worker.sum('bpt_ingest_dead_letters')]).toEqual([1, 1]);
  });

  it('answers while Redis does not, counts who was refused, and leaves out what it cannot know', async () => {
    await redis.halt();
    try {
      const { status } = await rider.post('/api/streams/create', { streamName: 'refused' });
      expect(status).toBe(503);
      // A probe is told the same, but nobody has to come again.
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
      const [api, worker] = [await scrape(apiMetrics), await scrape(workerMetrics)];
      expect(api.sum('bpt_http_requests_refused_total', 'code="REDIS_UNAVAILABLE"')).toBe(1);
      expect(api.sum('bpt_http_requests_refused_total')).toBe(1);
      expect([api.sum('bpt_redis_ping_seconds'), worker.sum('bpt_ingest_lag_entries')]).toEqual([null, null]);
      expect(api.sum('bpt_mongodb_ping_seconds')).toBeGreaterThan(0);
    } finally {
      await redis.resume();
    }
    await eventually(async () => expect((await scrape(apiMetrics)).sum('bpt_redis_ping_seconds')).toBeGreaterThan(0));
  });

  it('is nothing else, and nowhere else', async () => {
    expect((await fetch(`${apiMetrics}/`)).status).toBe(404);
    expect((await fetch(`${apiMetrics}/metrics`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${service.workerUrl}/metrics`)).status).toBe(404);
  });
});
