import { type ChunkStore } from '../chunks/chunk-store';
import { BatchWriter } from './batch-writer';
import { EntryBuffer } from './entry-buffer';
import { type IngestLog } from './ingest-log';

/** A batch of one point, in the log entry of that number. */
function batch(entry: number): EntryBuffer {
  const buffer = new EntryBuffer();
  const ids = `"${'a'.repeat(24)}","ride","${'b'.repeat(24)}"`;
  const [name, block] = ['block', `[${ids},${entry},"${entry}-0",[[${entry}000,200]]],\n`];
  buffer.add(`${entry}-0`, [Buffer.from(name), Buffer.from(block)]);
  return buffer;
}

/** Lets everything happen that can. */
const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('BatchWriter', () => {
  /** What was asked of the servers and is to be answered, oldest first. */
  let asked: { what: string; answer: (error?: Error) => void }[];
  let flushed: number;
  let writer: BatchWriter;

  beforeEach(() => {
    [asked, flushed] = [[], 0];
    const ask = <T>(what: string, reply: T): Promise<T> =>
      new Promise((resolve, reject) => {
        asked.push({ what, answer: (error) => (error ? reject(error) : resolve(reply)) });
      });
    const log = {
      finish: (one: EntryBuffer) => ask(`finish ${[...one.logIds].join()}`, [] as number[]),
    };
    const chunks = { insert: () => ask('insert', undefined) };
    const observer = { flushed: () => (flushed += 1), flushFailed: () => undefined, buried: () => undefined };
    writer = new BatchWriter(log as unknown as IngestLog, chunks as unknown as ChunkStore, observer);
  });

  async function answer(what: string, error?: Error): Promise<void> {
    const index = asked.findIndex((one) => one.what === what);
    asked.splice(index, 1)[0]?.answer(error);
    await rest();
  }
  const open = (): string[] => asked.map(({ what }) => what);

  it('gives MongoDB the next batch while Redis forgets the one before, and a third waits', async () => {
    await writer.begin(batch(1));
    let begun = 1;
    const second = writer.begin(batch(2)).then(() => (begun = 2));
    await rest();
    expect([begun, open()]).toEqual([1, ['insert']]);
    await answer('insert');
    await second;
    expect(open()).toEqual(['finish 1-0', 'insert']);
    const third = writer.begin(batch(3)).then(() => (begun = 3));
    await answer('insert');
    expect([begun, open()]).toEqual([2, ['finish 1-0', 'finish 2-0']]);
    expect([writer.has('1-0'), writer.has('2-0'), writer.has('3-0')]).toEqual([true, true, false]);
    await answer('finish 1-0');
    await third;
    expect(open()).toEqual(['finish 2-0', 'insert']);
    expect([writer.has('1-0'), writer.has('3-0'), flushed]).toEqual([false, true, 1]);
  });

  it('gives back what gathered a batch that is through', async () => {
    const first = batch(1);
    expect(await writer.begin(first)).toBeUndefined();
    for (const what of ['insert', 'finish 1-0']) await answer(what);
    expect(await writer.begin(batch(2))).toBe(first.gatherer);
  });

  it('keeps a batch that MongoDB refuses, begins no other, and writes it again before', async () => {
    await writer.begin(batch(1));
    const second = writer.begin(batch(2));
    await answer('insert', new Error('no majority'));
    expect([writer.failed, open()]).toEqual([true, ['insert']]);
    await answer('insert', new Error('still none'));
    await expect(second).rejects.toThrow('still none');
    expect([writer.failed, writer.has('1-0'), writer.has('2-0')]).toEqual([true, true, false]);
    const settled = writer.settle();
    for (const what of ['insert', 'finish 1-0']) {
      await rest();
      await answer(what);
    }
    await settled;
    expect([writer.failed, writer.has('1-0'), flushed]).toEqual([false, false, 1]);
  });

  it('writes again what Redis did not forget, though the batch after it is through', async () => {
    await writer.begin(batch(1));
    await answer('insert');
    await writer.begin(batch(2));
    await answer('finish 1-0', new Error('connection lost'));
    for (const what of ['insert', 'finish 2-0']) await answer(what);
    expect([writer.failed, writer.has('1-0'), writer.has('2-0'), flushed]).toEqual([true, true, false, 1]);
    const settled = writer.settle();
    for (const what of ['insert', 'finish 1-0']) {
      await rest();
      await answer(what);
    }
    await settled;
    expect([writer.failed, writer.has('1-0'), flushed]).toEqual([false, false, 2]);
  });
});
