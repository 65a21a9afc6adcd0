import { aWhile } from './support/random';
import { scaled, takeTime } from './support/scale';
import { Scenario } from './support/scenario';
import { Stage } from './support/stage';
import { Viewer } from './support/viewer';

takeTime();
const STOPS = scaled(1, 20);
const VIEWERS = scaled(4, 40);
const WITHIN_MS = 10_000;
/** A program goes on answering for half a second; what arrives later may find nobody. */
const GRACE_MS = 100;

describe('Programs are asked to stop under load', () => {
  let stage: Stage;
  let scenario: Scenario;
  let viewers: Viewer[];

  beforeAll(async () => {
    stage = await Stage.set();
  });
  afterAll(() => stage.clear());
  afterEach(() => {
    viewers.forEach((viewer) => viewer.leave());
    scenario.end();
  });

  it('no request under way fails, no viewer misses anything, and both exit with 0 in time', async () => {
    scenario = await Scenario.begin('8 asked to stop', stage);
    const { fleet, service } = scenario;
    viewers = await Promise.all(
      Array.from({ length: VIEWERS }, (_, index) => Viewer.of(fleet.riders[index % fleet.riders.length]!)),
    );
    const exits: unknown[] = [];
    let slowest = 0;
    const ask = async (program: { stop(): Promise<{ code: number | null }> }): Promise<void> => {
      const asked = Date.now();
      exits.push((await program.stop()).code);
      slowest = Math.max(slowest, Date.now() - asked);
    };
    await scenario.ride(async () => {
      for (let stop = 1; stop <= STOPS; stop += 1) {
        await aWhile(300, 1_500);
        await Promise.all([
          fleet.downtime.asked(GRACE_MS, async () => {
            await ask(service.api);
            await service.startApi();
          }),
          ask(service.worker).then(() => service.startWorker()),
        ]);
        scenario.say(`stop ${stop} of ${STOPS}, ${slowest} ms at the most`);
      }
    });
    expect(exits).toEqual(exits.map(() => 0));
    expect(slowest).toBeLessThan(WITHIN_MS);
    for (const viewer of viewers) {
      await viewer.expectEverything();
      expect(viewer.told).toBe(viewer.ends);
    }
    await scenario.judge();
  });
});
