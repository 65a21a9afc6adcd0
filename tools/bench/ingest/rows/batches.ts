import { inTurns } from '../../support/interleaved';
import { atLeast } from '../../support/line';
import { type Row } from '../row';
import { mustAllBeTaken, Stage } from '../stage';

const STREAMS = 64;
const UNDER_WAY = 32;
const BATCH = 60;

/** A minute of points a request, against the same points in raw pipelines from the same process. */
export const batches: Row = async ({ quick }) => {
  const requests = quick ? 500 : 2_000;
  const runs = quick ? 3 : 7;
  const stage = await Stage.set();
  try {
    const generator = await stage.generator();
    const streams = await stage.streams(STREAMS);
    const keys = streams.map(({ name }) => `raw:${name}`);
    const seconds = (requests / STREAMS + 1) * BATCH;
    const post = async (): Promise<number> => {
      const from = stage.freshSeconds(seconds);
      const job = { url: stage.api.url, streams, requests, connections: UNDER_WAY, batch: BATCH, from };
      const result = await generator.do('post', job);
      mustAllBeTaken(result, requests);
      await stage.drained();
      return result.points / result.seconds;
    };
    const add = async (): Promise<number> => {
      const { redisUrl } = stage.programs;
      const from = stage.freshSeconds(seconds);
      const job = { redisUrl, keys, pipelines: requests, underWay: UNDER_WAY, batch: BATCH, from };
      const result = await generator.do('add', job);
      return result.points / result.seconds;
    };
    const pairs = await inTurns(post, add, { runs, warmUp: 2 });
    return [atLeast(`POST of ${BATCH} points`, 'raw pipelined XADD, an entry a point', 'points/s', pairs, 1)];
  } finally {
    await stage.clear();
  }
};
