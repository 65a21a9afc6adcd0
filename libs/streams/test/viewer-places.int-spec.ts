import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { RedisConnections } from '#platform';
import { eventually } from '#testing';

import { ViewerPlaces } from '../src/live/viewer-places';
import { KeyNames } from '../src/stream-keys';
import { riderId, TestStreams } from './test-streams';

const LEASE = 1_500;

describe('ViewerPlaces, with one place a rider', () => {
  let streams: TestStreams;
  /** Two processes. */
  let here: ViewerPlaces;
  let there: ViewerPlaces;
  let rider: string;

  beforeAll(async () => {
    streams = await TestStreams.start('viewer-places');
  });
  beforeEach(() => {
    const config = { ...streams.config, limits: { ...streams.config.limits, viewersPerRider: 1 } };
    const process = (): ViewerPlaces =>
      new ViewerPlaces(streams.get(RedisConnections), streams.get(KeyNames), config, LEASE);
    [here, there] = [process(), process()];
    rider = riderId();
  });
  afterEach(() => [here, there].forEach((process) => process.onModuleDestroy()));
  afterAll(() => streams.stop());

  const answer = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));
  const refused = (): Promise<void> =>
    expect(there.take(rider, answer())).rejects.toMatchObject({ code: 'TOO_MANY_VIEWERS' });
  const free = (): Promise<void> => eventually(() => there.take(rider, answer()), { timeoutMs: 4 * LEASE });

  it('keeps the place of a viewer who stays for longer than the lease, until they leave', async () => {
    const open = answer();
    await here.take(rider, open);
    const longAfter = Date.now() + 3 * LEASE;
    while (Date.now() < longAfter) {
      await refused();
      await pause(50);
    }
    open.destroy();
    await free();
  });

  it('frees the place of a viewer whose process was killed when the lease ends, and not before', async () => {
    await here.take(rider, answer());
    // All that others see of an end without a word: nobody renews.
    here.onModuleDestroy();
    await refused();
    await free();
  });
});
