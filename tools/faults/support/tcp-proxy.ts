import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Direction {
  from: Socket;
  to: Socket;
  /** What is on its way, first come, first served; `due` in unix ms. */
  queue: { due: number; deliver: () => void }[];
}

interface Connection {
  sides: [Socket, Socket];
  /** Never carries anything again, though both ends believe in it. */
  lost: boolean;
}

/**
 * Stands on loopback between a program and a server, and is the network's bad days: slow, cut, silent, closed. Bytes that
 * wait while it is silent arrive late, in order, as TCP would have them.
 */
export class TcpProxy {
  private readonly connections = new Set<Connection>();
  private delayMs = 0;
  private silent = false;
  private refusing = false;

  private constructor(
    private readonly server: Server,
    private readonly target: { host: string; port: number },
  ) {
    server.on('connection', (socket) => this.accept(socket));
  }

  /** @param uri address of the server, `redis://127.0.0.1:6379` */
  static async to(uri: string): Promise<TcpProxy> {
    const { hostname: host, port } = new URL(uri);
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new TcpProxy(server, { host, port: Number(port) });
  }

  /** The address of the server, by way of this proxy. */
  inFrontOf(uri: string): string {
    const url = new URL(uri);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.href;
  }

  get open(): number {
    return this.connections.size;
  }

  /** From now on everything takes so many milliseconds more, each way. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** Ends every connection with RST, on both sides. */
  cut(): void {
    for (const { sides } of [...this.connections]) for (const socket of sides) reset(socket);
  }

  /** Connections stay and new ones are taken, but nothing goes through any more. */
  silence(): void {
    this.silent = true;
    for (const { sides } of this.connections) for (const socket of sides) socket.pause();
  }

  /** What waited goes on its way. */
  speak(): void {
    this.silent = false;
    for (const { sides, lost } of this.connections) if (!lost) for (const socket of sides) socket.resume();
  }

  /** Like {@link silence}, but for ever, and for the present connections only: the way is gone, and nobody was told. */
  lose(): void {
    for (const connection of this.connections) {
      connection.lost = true;
      for (const socket of connection.sides) socket.pause();
    }
  }

  /** Takes no new connections. */
  refuse(): void {
    this.refusing = true;
  }

  take(): void {
    this.refusing = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(near: Socket): void {
    if (this.refusing) {
      reset(near);
      return;
    }
    const far = connect(this.target);
    const connection: Connection = { sides: [near, far], lost: false };
    this.connections.add(connection);
    this.carry({ from: near, to: far, queue: [] }, connection);
    this.carry({ from: far, to: near, queue: [] }, connection);
    if (this.silent) for (const socket of connection.sides) socket.pause();
  }

  private carry(direction: Direction, connection: Connection): void {
    const { from, to } = direction;
    from.setNoDelay(true);
    from.on('data', (bytes) => this.pass(direction, () => void to.write(bytes)));
    from.on('end', () => this.pass(direction, () => void to.end()));
    from.on('error', () => reset(to));
    from.on('close', () => {
      // A lost connection tells nothing, not even its end.
      if (!connection.lost) this.pass(direction, () => void to.destroy());
      if (connection.sides.every(({ destroyed }) => destroyed)) this.connections.delete(connection);
    });
  }

  private pass({ queue }: Direction, deliver: () => void): void {
    if (queue.length === 0 && this.delayMs === 0) {
      deliver();
      return;
    }
    queue.push({ due: Date.now() + this.delayMs, deliver });
    if (queue.length === 1) setTimeout(() => deliverDue(queue), this.delayMs);
  }
}

/** With RST, unless it is ending already: Node would never close such a handle, and never exit. */
function reset(socket: Socket): void {
  if (socket.connecting || socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** Never out of order, also when the delay has changed meanwhile. */
function deliverDue(queue: Direction['queue']): void {
  while (queue[0] && queue[0].due <= Date.now()) queue.shift()?.deliver();
  if (queue[0]) setTimeout(() => deliverDue(queue), queue[0].due - Date.now());
}
