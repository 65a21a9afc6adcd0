import { inTurns } from '../../support/interleaved';
import { atLeast } from '../../support/line';
import { type RunningProgram } from '../../support/programs';
import { type Row } from '../row';
import { mustAllBeTaken, Stage } from '../stage';

const STREAMS = 64;
const CONNECTIONS = 128;

/** One point a request, as the existing app sends them, all the way to Redis and on to MongoDB. */
export const singlePoint: Row = async ({ quick }) => {
  const requests = quick ? 5_000 : 20_000;
  const runs = quick ? 3 : 7;
  const stage = await Stage.set();
  try {
    const bare = await stage.programs.run('tools/bench/ingest/baselines/bare-route.js');
    const generator = await stage.generator();
    const streams = await stage.streams(STREAMS);
    const send = async ({ url }: RunningProgram): Promise<number> => {
      const from = stage.freshSeconds(requests / STREAMS);
      const result = await generator.do('post', { url, streams, requests, connections: CONNECTIONS, batch: 0, from });
      mustAllBeTaken(result, requests);
      await stage.drained();
      return result.requests / result.seconds;
    };
    const pairs = await inTurns(
      () => send(stage.api),
      () => send(bare),
      { runs, warmUp: 2 },
    );
    return [atLeast('single-point POST', 'bare Fastify route, one XADD', 'requests/s', pairs, 0.5)];
  } finally {
    await stage.clear();
  }
};
