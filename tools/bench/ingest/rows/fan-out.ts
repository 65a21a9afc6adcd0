import { inTurns } from '../../support/interleaved';
import { atLeast } from '../../support/line';
import { type RunningProgram } from '../../support/programs';
import { type Generator } from '../generator/generator';
import { type Row } from '../row';
import { mustAllBeTaken, Stage } from '../stage';

const VIEWERS = 1_000;
const CONNECTIONS = 4;
const LIMIT_SECONDS = 60;

/** Messages of one stream to all who watch it, from the first that is sent to the last that arrives. */
export const fanOut: Row = async ({ quick }) => {
  const messages = quick ? 50 : 150;
  const runs = quick ? 3 : 9;
  const stage = await Stage.set();
  try {
    const raw = await stage.programs.run('tools/bench/ingest/baselines/raw-fan-out.js');
    const streams = await stage.streams(1);
    const poster = await stage.generator();
    const audience = async ({ url }: RunningProgram) => {
      const generator = await stage.generator();
      await generator.do('watch', { url, streams, ofEach: VIEWERS });
      return { url, generator, seen: 0 };
    };
    const [ours, theirs] = [await audience(stage.api), await audience(raw)];
    const tell = async (to: { url: string; generator: Generator; seen: number }): Promise<number> => {
      const from = stage.freshSeconds(messages);
      const job = { url: to.url, streams, requests: messages, connections: CONNECTIONS, batch: 0, from };
      const sent = await poster.do('post', job);
      mustAllBeTaken(sent, messages);
      to.seen += messages * VIEWERS;
      const { lastAt } = await to.generator.do('expect', { messages: to.seen, limitSeconds: LIMIT_SECONDS });
      await stage.drained();
      return (messages * VIEWERS * 1000) / (lastAt - sent.startedAt);
    };
    const pairs = await inTurns(
      () => tell(ours),
      () => tell(theirs),
      { runs, warmUp: 3 },
    );
    return [atLeast(`messages to ${VIEWERS} viewers`, 'raw res.write of the same bytes', 'events/s', pairs, 0.7)];
  } finally {
    await stage.clear();
  }
};
