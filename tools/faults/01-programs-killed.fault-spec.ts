import { aWhile } from './support/random';
import { scaled, takeTime } from './support/scale';
import { Scenario } from './support/scenario';

takeTime();
const KILLS = scaled(2, 20);

describe('Programs are killed at random moments', () => {
  let scenario: Scenario;
  afterEach(() => scenario.end());

  it('the API', async () => {
    scenario = await Scenario.begin('1 API killed');
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
    scenario = await Scenario.begin('1 worker killed');
    await scenario.ride(async () => {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await aWhile(200, 1_500);
        await scenario.service.killWorker();
        await aWhile(0, 500);
        await scenario.service.startWorker();
        scenario.say(`kill ${kill} of ${KILLS}`);
      }
    });
    await scenario.judge();
  });

  it('one of two workers, for good: the other takes over what it had read', async () => {
    scenario = await Scenario.begin('1 one of two workers killed for good', {
      settings: { INGEST_CLAIM_IDLE_MS: String(scaled(2_000, 30_000)) },
    });
    const other = await scenario.service.startFurtherWorker();
    await scenario.ride(async () => {
      await aWhile(1_000, 2_000);
      other.kill('SIGKILL');
      await other.exited;
      scenario.say('killed one of the two workers');
    });
    await scenario.judge();
  });
});
