import { Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';

import { AnalyticsHttpModule } from '#analytics/http';
import { CONFIG, type Config, RedisConnections } from '#platform';
import { eventually } from '#testing';
import { WorkoutChangedEvent, WorkoutCompletedEvent } from '#workouts';

import { type Rider, startTestApp, type TestApp } from '../../records/test/test-app';
import { AnalyticsCache } from '../src/analytics-cache';
import { given } from './workouts';

const AT = '2026-05-01T10:00:00Z';

describe('the cache of the analytics', () => {
  let test: TestApp;
  let rider: Rider;
  beforeAll(async () => (test = await startTestApp('cache', [AnalyticsHttpModule])));
  afterAll(() => test.stop());
  beforeEach(async () => (rider = await test.rider()));

  const redis = () => test.app.get(RedisConnections).commands;
  const key = (name: string, of = rider) =>
    `${test.app.get<Config>(CONFIG).redis.keyPrefix}:analytics:${of.id}:${name}`;
  const total = async (of = rider) =>
    (await test.send<{ totalWorkouts: number }>('GET', 'users/me/stats', of)).body.totalWorkouts;
  const changed = async (of = rider) => {
    test.app
      .get(EventEmitter2)
      .emit(WorkoutChangedEvent.eventName, new WorkoutChangedEvent(of.id, 'any', new Date(AT)));
    await Promise.resolve();
  };

  it('keeps each answer five minutes', async () => {
    const month = async () =>
      (await test.send<{ workoutCount: number }>('GET', 'analytics/monthly?year=2026&month=5', rider)).body
        .workoutCount;
    const weeks = () => test.send<object[]>('GET', 'analytics/weekly?weeks=2', rider);
    const curve = () => test.send<object[]>('GET', 'analytics/power-curve?days=30', rider);
    await Promise.all([total(), month(), weeks(), curve()]);
    await given(test, rider, [{ at: AT }, { at: new Date(), curve: { 1: 500 } }]);

    expect([await total(), await month()]).toEqual([0, 0]);
    expect((await weeks()).body.at(-1)).toMatchObject({ workoutCount: 0 });
    expect((await curve()).body).toEqual([]);
    const kept = (await redis().keys(key('*'))).filter((name) => !/:(version|fresh|zone|zone-version)$/.test(name));
    expect(kept).toHaveLength(4);
    for (const name of kept) {
      expect(await redis().ttl(name)).toBeGreaterThan(290);
      expect(await redis().ttl(name)).toBeLessThanOrEqual(300);
    }
    // Another question is another answer.
    expect((await test.send<object[]>('GET', 'analytics/weekly?weeks=3', rider)).body.at(-1)).toMatchObject({
      workoutCount: 1,
    });
  });

  it.each([
    ['completed', WorkoutCompletedEvent],
    ['changed', WorkoutChangedEvent],
  ])('drops what it kept of the one rider when a workout is %s', async (_, Event) => {
    const other = await test.rider();
    expect([await total(), await total(other)]).toEqual([0, 0]);
    await given(test, rider, [{ at: AT }]);
    await given(test, other, [{ at: AT }]);
    test.app.get(EventEmitter2).emit(Event.eventName, new Event(rider.id, 'any', new Date(AT)));

    expect([await total(), await total(other)]).toEqual([1, 0]);
  });

  it('follows completion and deletion at once', async () => {
    expect(await total()).toBe(0);
    const ride = await test.finish(rider, { power: 200 });
    expect(await total()).toBe(1);
    await test.send('DELETE', `workouts/${ride.id}`, rider);
    expect(await total()).toBe(0);
  });

  it('does not keep what was read before a change that came while it was computed', async () => {
    const cache = test.app.get(AnalyticsCache);
    const ask = (answer: string, meanwhile = () => Promise.resolve()) =>
      cache.remember(rider.id, 'question', async () => {
        await meanwhile();
        return answer;
      });
    expect(await ask('stale', changed)).toBe('stale');
    expect(await ask('new')).toBe('new');
    expect(await ask('newer')).toBe('new');
  });

  it('takes an answer for what the question meant when it was computed, and for nothing else', async () => {
    const cache = test.app.get(AnalyticsCache);
    const ask = async (meaning: string, answer: string) =>
      (await cache.open(rider.id, 'this-month')).remember(meaning, () => Promise.resolve(answer));
    expect(await ask('May', 'of May')).toBe('of May');
    expect(await ask('May', 'again')).toBe('of May');
    expect(await ask('May, but in Apia', 'of Apia')).toBe('of Apia');
    expect(await ask('June', 'of June')).toBe('of June');
  });

  it('lets answers be read from the primary alone for ten seconds after a change', async () => {
    const cache = test.app.get(AnalyticsCache);
    const from = (query: string) =>
      cache.remember(rider.id, query, (readPreference) => Promise.resolve(readPreference));
    expect(await from('before')).toBe('secondaryPreferred');
    await changed();
    expect(await from('after')).toBe('primary');
    const ttl = await redis().ttl(key('fresh'));
    expect(ttl).toBeGreaterThan(8);
    expect(ttl).toBeLessThanOrEqual(10);
    await redis().del(key('fresh'));
    expect(await from('later')).toBe('secondaryPreferred');
  });

  it('is not needed: without Redis every answer is computed, and the log says so once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    const said = (spy: { mock: { calls: unknown[][] } }) =>
      spy.mock.calls.filter(([text]) => /cache/.test(String(text)));
    expect(await total()).toBe(0);
    redis().disconnect();
    try {
      await given(test, rider, [{ at: AT }]);
      expect(await total()).toBe(1);
      await given(test, rider, [{ at: AT }]);
      await changed();
      expect(await total()).toBe(2);
      expect(said(warn)).toHaveLength(1);
    } finally {
      await redis().connect();
    }
    // The change was not forgotten: what had been kept before is dropped now.
    await eventually(async () => expect(await total()).toBe(2));
    expect(said(log)).toHaveLength(1);
    warn.mockRestore();
    log.mockRestore();
  });
});
