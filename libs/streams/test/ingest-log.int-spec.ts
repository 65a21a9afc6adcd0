import { collector } from '#platform';

import { KeyNames } from '../src/stream-keys';
import { TestStreams } from './test-streams';

const BLOCK_BYTES = 100_000;
const BLOCKS = 10;
const READINGS = 12;

describe('IngestLog', () => {
  let streams: TestStreams;

  beforeEach(async () => (streams = await TestStreams.start('log')));
  afterEach(() => streams.stop());

  it('leaves the bytes of what it read to the next young collection (incident: once read, kept until the whole heap was looked through)', async () => {
    const collect = collector();
    const block = Buffer.alloc(BLOCK_BYTES, '-');
    const log = streams.log(0, 'one');
    await log.ensureGroup();
    for (let entry = 0; entry < BLOCKS; entry += 1) {
      await streams.redis.xadd(streams.get(KeyNames).ingestLog(0), '*', 'block', block);
    }
    await log.readNew(BLOCKS);
    collect();
    const before = process.memoryUsage().arrayBuffers;
    for (let reading = 0; reading < READINGS; reading += 1) {
      const entries = await log.readOwnPending('0', BLOCKS);
      expect(entries.map(([, fields]) => fields[1]?.length)).toEqual(Array(BLOCKS).fill(BLOCK_BYTES));
    }
    // Of the first what is young already for a while becomes old, but not what is behind it.
    for (let young = 0; young < 3; young += 1) collect({ type: 'minor' });
    const kept = process.memoryUsage().arrayBuffers - before;
    expect(kept).toBeLessThan((READINGS * BLOCKS * BLOCK_BYTES) / 4);
  });
});
