import { setTimeout as pause } from 'node:timers/promises';
import { inTurns, median } from '../../support/interleaved';
import { atMost } from '../../support/line';
import { figure, type Row } from '../row';
import { mustAllBeTaken, Stage } from '../stage';

const STREAMS = 100;
const VIEWERS_OF_EACH = 10;
const RATE = 200;
const LIMIT_SECONDS = 10;
const SETTLED_AFTER_MS = 1_000;

/** How long riders wait for their answer while others watch, and viewers for the message. */
export const viewers: Row = async ({ quick }) => {
  const seconds = quick ? 3 : 10;
  const runs = quick ? 3 : 7;
  const stage = await Stage.set();
  try {
    const streams = await stage.streams(STREAMS);
    const { url } = stage.api;
    const [poster, audience] = [await stage.generator(), await stage.generator()];
    const delays = { p50: [] as number[], p99: [] as number[] };
    const pace = async (): Promise<number> => {
      // Coming and going is work too, but not what this is about.
      await pause(SETTLED_AFTER_MS);
      const from = stage.freshSeconds((RATE * seconds) / STREAMS);
      const result = await poster.do('pace', { url, streams, rate: RATE, seconds, from });
      mustAllBeTaken(result, RATE * seconds);
      return result.latency.p99;
    };
    const watched = async (): Promise<number> => {
      await audience.do('watch', { url, streams, ofEach: VIEWERS_OF_EACH });
      const p99 = await pace();
      const messages = RATE * seconds * VIEWERS_OF_EACH;
      const { delay } = await audience.do('expect', { messages, limitSeconds: LIMIT_SECONDS });
      delays.p50.push(delay.p50);
      delays.p99.push(delay.p99);
      await audience.do('leave', {});
      return p99;
    };
    const pairs = await inTurns(watched, pace, { runs, warmUp: 1 });
    const many = STREAMS * VIEWERS_OF_EACH;
    return [
      atMost(`p99 of a point, ${RATE} a second, ${many} viewers`, 'the same without viewers', pairs, 1.5),
      figure('from POST to viewer, p50', 'ms', median(delays.p50.slice(1))),
      figure('from POST to viewer, p99', 'ms', median(delays.p99.slice(1))),
    ];
  } finally {
    await stage.clear();
  }
};
