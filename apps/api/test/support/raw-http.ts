import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Map<string, string>;
  body: string;
  /** All that came, further answers included. */
  bytes: string;
}

export const connectTo = (url: string): Socket => {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname);
};

/** Sends bytes as they are and gives what comes back until the other side ends: status, headers in small letters, body. */
export function raw(url: string, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = connectTo(url);
  socket.write(bytes);
  return untilEnded(socket, 5_000);
}

/** What a connection brings until it is ended or cut off by the other side. */
export function untilEnded(socket: Socket, patience: number): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end after ${Buffer.concat(parts).toString().slice(0, 500)}`));
    }, patience);
    socket.on('data', (part: Buffer) => parts.push(part));
    // Whoever is cut off while sending may see no more than that.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      const bytes = Buffer.concat(parts).toString();
      const [head = '', body = ''] = bytes.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      const headers = lines.map((line): [string, string] => {
        const [name = '', ...value] = line.split(': ');
        return [name.toLowerCase(), value.join(': ')];
      });
      resolve({ status: Number(first.split(' ')[1]), headers: new Map(headers), body, bytes });
    });
  });
}
