import { type ServerSentEvent, serverSentEvents } from './server-sent-events';

async function events(chunks: Uint8Array[]): Promise<ServerSentEvent[]> {
  async function* body() {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  }
  const all: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(body())) all.push(event);
  return all;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('serverSentEvents', () => {
  it('gives events with their ids, and skips comments and unfinished ends', async () => {
    const text = 'retry: 1000\n\ndata: {"a":1}\n\n: awake\n\nid: 7-0\ndata: x\ndata:y\n\ndata: cut off\n';
    expect(await events([bytes(text)])).toEqual([{ data: '{"a":1}' }, { id: '7-0', data: 'x\ny' }]);
  });

  it('does not care where chunks end, be it inside a character or a line end', async () => {
    const text = bytes('id: 1-0\r\ndata: höher\r\n\r\ndata: weiter\r\n\r\n');
    const expected = [
      { id: '1-0', data: 'höher' },
      { id: '1-0', data: 'weiter' },
    ];
    expect(await events(Array.from(text, (byte) => Uint8Array.of(byte)))).toEqual(expected);
    expect(await events([text])).toEqual(expected);
  });
});
