import { connect } from 'node:net';
import { type Senders } from './points';

/** Viewers who are gone soon after they came. */
export interface ComeAndGoJob extends Senders {
  times: number;
  atOnce: number;
}

/** They go at once, while they are let in, or when they have got the first bytes; by RST or by FIN, in turn. */
export async function comeAndGo({ url, streams, times, atOnce }: ComeAndGoJob): Promise<{ times: number }> {
  const { hostname, port } = new URL(url);
  let next = 0;
  const visit = (index: number): Promise<void> =>
    new Promise((resolve) => {
      const { name, key } = streams[index % streams.length] ?? { name: '', key: '' };
      const socket = connect({ host: hostname, port: Number(port) });
      const leave = (): void => void (index % 2 === 0 ? socket.resetAndDestroy() : socket.destroy());
      socket.on('error', () => undefined);
      socket.once('close', () => resolve());
      socket.once('connect', () => {
        const request = `GET /api/streams/${name}/listen HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: ${key}\r\n\r\n`;
        socket.write(request);
        if (index % 3 === 0) setImmediate(leave);
        else if (index % 3 === 1) setTimeout(leave, 1);
        else socket.once('data', leave);
      });
    });
  const drive = async (): Promise<void> => {
    for (let index = next++; index < times; index = next++) await visit(index);
  };
  await Promise.all(Array.from({ length: atOnce }, drive));
  return { times };
}
