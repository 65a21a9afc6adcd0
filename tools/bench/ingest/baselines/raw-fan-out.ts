import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

/**
 * What viewers cost at the very least: each message is put into the same bytes as the service sends, once, and written to
 * every answer that is open. Nothing is checked, and Redis is not asked.
 */
const viewers = new Set<ServerResponse>();
const frames: string[] = [];
let count = 0;

/** What came in one turn is written in one, so that each socket is asked once. */
function write(): void {
  for (const viewer of viewers) for (const frame of frames) viewer.write(frame);
  frames.length = 0;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const decoder = new StringDecoder();
  let text = '';
  for await (const part of request) text += decoder.write(part as Buffer);
  return text;
}

function listen(streamName: string, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
  response.write(`data: ${JSON.stringify({ type: 'connected', streamName })}\n\n`);
  viewers.add(response);
  response.once('close', () => viewers.delete(response));
}

async function tell(streamName: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { message } = JSON.parse(await bodyOf(request)) as { message: string };
  const timestamp = String(Date.now());
  const id = `${timestamp}-${count++ % 10}`;
  const event = { type: 'message', id, streamName, data: { message, timestamp } };
  if (frames.push(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`) === 1) setImmediate(write);
  const answer = JSON.stringify({ success: true, messageId: id, streamName });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
  response.end(answer);
}

const server = createServer((request, response) => {
  const [, , , streamName = '', route] = (request.url ?? '').split('/');
  if (route === 'listen') listen(streamName, response);
  else if (request.method === 'POST') void tell(streamName, request, response);
  else response.end('{}');
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.once('SIGTERM', () => process.exit());
