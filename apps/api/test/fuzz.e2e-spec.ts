import { randomInt } from 'node:crypto';

import { Service } from '#testing';

import { Fuzzing } from '../../../tools/fuzz/fuzzing';
import { LogWatch } from '../../../tools/fuzz/service/log-watch';
import { AnswerContract, OpenApi } from '../../../tools/openapi';

const FIXED_SEED = 20_261;
const REQUESTS = 300;

/** What a program has written since the last call that is an error. */
function errorsOf(program: () => { output: () => string }): () => string[] {
  const log = new LogWatch();
  let heard = 0;
  return () => {
    const output = program().output();
    log.hear(output.slice(heard));
    heard = output.length;
    return log.takeErrors();
  };
}

/** `npm run fuzz` in short: one seed that stays, and one that is another each time. */
describe('Requests made from the OpenAPI document', () => {
  let service: Service;

  beforeAll(async () => {
    service = await Service.start('fuzz', { RATE_LIMIT_FACTOR: '100000' });
  });
  afterAll(() => service.stop());

  it.each([
    ['that is always the same', FIXED_SEED],
    ['of today', randomInt(2 ** 31)],
  ])('are answered as documented, from a seed %s: %i', async (_, seed) => {
    const api = await OpenApi.fetch(service.url);
    const programs = [() => service.api, () => service.worker].map(errorsOf);
    let running = true;
    for (const { exited } of [service.api, service.worker]) void exited.then(() => (running = false));
    const fuzzing = new Fuzzing(
      {
        url: service.url,
        takeComplaints: () => programs.flatMap((errors) => errors()),
        isRunning: () => running,
      },
      api,
      new AnswerContract(api.document),
      { seed, requests: REQUESTS },
    );
    await fuzzing.run();
    expect({ findings: fuzzing.findings, running }).toEqual({ findings: [], running: true });
    expect(fuzzing.tally.requests).toBeGreaterThanOrEqual(REQUESTS);
  });
});
