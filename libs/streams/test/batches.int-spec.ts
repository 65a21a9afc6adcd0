import { Types } from 'mongoose';

import { StreamPublisher } from '../src/stream-publisher';
import { StreamReader } from '../src/stream-reader';
import { StreamsService } from '../src/streams.service';
import { TestStreams } from './test-streams';

/** The points of a batch are one entry of the stream; nobody outside can tell. */
describe('Batches as messages', () => {
  const rider = new Types.ObjectId().toString();
  let streams: TestStreams;
  let publisher: StreamPublisher;
  let reader: StreamReader;

  beforeAll(async () => {
    streams = await TestStreams.start('batches');
    publisher = streams.get(StreamPublisher);
    reader = streams.get(StreamReader);
  });
  afterAll(() => streams.stop());

  const batch = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => [(from + index) * 1_000, 100 + index]);
  const send = (name: string, from: number, count: number) => publisher.publishPoints(rider, name, batch(from, count));
  const ids = async (name: string, start = '-', end = '+', count = 1_000) =>
    (await reader.messages(name, start, end, count)).map(({ id }) => id);

  it('have an id each, in order, between messages that came one by one', async () => {
    await publisher.publishMessage(rider, 'mixed', { text: 'first', row: null });
    await send('mixed', 0, 7);
    await publisher.publishMessage(rider, 'mixed', { text: 'between', row: null }, 'friend');
    await send('mixed', 7, 1);
    await send('mixed', 8, 700);
    const messages = await reader.messages('mixed', '-', '+', 1_000);
    expect(messages).toHaveLength(710);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(710);
    expect(messages[3]?.message).toBe('{"dataType":"workout_metrics","timestamp":2000,"power":102}');
    expect(messages[8]).toEqual({ id: messages[8]?.id, message: 'between', author: 'friend' });
    const described = await streams
      .get(StreamsService)
      .describe(await streams.get(StreamsService).owned(rider, 'mixed'));
    expect(described).toMatchObject({
      ...{ length: 710, points: 708, lastTimestamp: 707_000 },
      ...{ firstMessageId: messages[0]?.id, lastMessageId: messages[709]?.id },
    });
  });

  it('can be read from and to any message within them', async () => {
    await send('ranges', 0, 20);
    await send('ranges', 20, 20);
    const all = await ids('ranges');
    const at = (index: number): string => all[index] ?? '';
    expect(await ids('ranges', at(5), at(9))).toEqual(all.slice(5, 10));
    expect(await ids('ranges', `(${at(5)}`, `(${at(9)}`)).toEqual(all.slice(6, 9));
    expect(await ids('ranges', at(18), at(22))).toEqual(all.slice(18, 23));
    expect(await ids('ranges', `(${at(19)}`, '+', 3)).toEqual(all.slice(20, 23));
    expect(await ids('ranges', `(${at(39)}`)).toEqual([]);
    expect(await ids('ranges', at(39).split('-')[0])).toEqual(
      all.slice(all.findIndex((id) => id >= (at(39).split('-')[0] ?? ''))),
    );
    for (let index = 0; index < all.length; index += 7) {
      expect(await ids('ranges', `(${at(index)}`, '+', 9)).toEqual(all.slice(index + 1, index + 10));
    }
  });

  it('leave out what came before, also within themselves', async () => {
    await send('again', 0, 5);
    const twice = [...batch(3, 4), ...batch(4, 2)];
    expect(await publisher.publishPoints(rider, 'again', twice)).toMatchObject({ accepted: 2, duplicates: 4 });
    const stream = await streams.get(StreamsService).owned(rider, 'again');
    expect(stream.repeated).toBe(4);
    const parts = await reader.parts(rider, [], stream);
    expect(parts.flatMap(({ timestamps }) => [...timestamps])).toEqual(batch(0, 7).map(([timestamp]) => timestamp));
    const { lastMessageId } = await send('again', 0, 7);
    expect(lastMessageId).toBe((await ids('again')).at(-1));
    expect((await streams.get(StreamsService).end(stream)).repeated).toBe(11);
  });
});
