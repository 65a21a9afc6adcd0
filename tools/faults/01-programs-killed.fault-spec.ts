import { aWhile } from './support/random';
import { scaled, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';

takeTime();
const OTHER = 'another-worker';
const KILLS = scaled(1, 20);

describe('Programs are killed at random moments', () => {
  let stage: Stage;
  let scenario: Scenario;

  beforeAll(async () => {
    stage = await Stage.set({ settings: { INGEST_CLAIM_IDLE_MS: String(scaled(2_000, 30_000)) } });
  });
  afterAll(() => stage.clear());
  afterEach(() => scenario.end());

  it('the API', async () => {
    scenario = await Scenario.begin('1 API killed', stage);
    await scenario.ride(async () => {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await aWhile(200, 1_500);
        await scenario.restartApi();
        scenario.say(`kill ${kill} of ${KILLS}`);
      }
    });
    await scenario.judge();
  });

  it('the worker', async () => {
    scenario = await Scenario.begin('1 worker killed', stage);
    await scenario.ride(async () => {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await aWhile(200, 1_500);
        await stage.service.killWorker();
        await aWhile(0, 500);
        await stage.service.startWorker();
        scenario.say(`kill ${kill} of ${KILLS}`);
      }
    });
    await scenario.judge();
  });

  it('one of two workers, for good: the other takes over what it had read', async () => {
    scenario = await Scenario.begin('1 one of two workers killed for good', stage);
    const other = await stage.service.startFurtherWorker(OTHER);
    await scenario.ride(async () => {
      await aWhile(1_000, 2_000);
      // Killed while it has something: it is held first, so that it cannot finish meanwhile.
      while ((await scenario.logs.pendingOf(OTHER)) === 0) {
        other.kill('SIGCONT');
        await aWhile(10, 100);
        other.kill('SIGSTOP');
      }
      other.kill('SIGKILL');
      await other.exited;
      expect(await scenario.logs.pendingOf(OTHER)).toBeGreaterThan(0);
      scenario.say('killed one of the two workers');
    });
    await scenario.judge();
  });
});
