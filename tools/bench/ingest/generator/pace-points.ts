import { setTimeout as pause } from 'node:timers/promises';
import { now } from './clock';
import { Connection } from './connection';
import { messageBody, pointAt, postRequest, type Senders } from './points';
import { latencyOf, type PostResult } from './post-points';

/** Riders who send when it is time to, whether or not they were answered: single points, evenly spread. */
export interface PaceJob extends Senders {
  /** Points a second of all streams together; each stream has a connection. */
  rate: number;
  seconds: number;
  /** Timestamp of the first point of every stream, unix ms. */
  from: number;
}

class Rider {
  private readonly queue: { request: string; at: number }[] = [];
  private busy = false;

  constructor(
    private readonly connection: Connection,
    private readonly onAnswer: (status: number, milliseconds: number) => void,
  ) {}

  /** One that has to wait for the answer to the one before takes as much longer. */
  post(request: string): void {
    this.queue.push({ request, at: performance.now() });
    if (!this.busy) this.next();
  }

  private next(): void {
    const first = this.queue.shift();
    this.busy = first !== undefined;
    if (!first) return;
    this.connection.send(first.request, (status) => {
      this.onAnswer(status, performance.now() - first.at);
      this.next();
    });
  }
}

const ANSWERED_WITHIN_MS = 10_000;

/** Each message carries the moment of its sending as `elapsed`, for viewers to see how long it took. */
export async function pacePoints({ url, streams, rate, seconds, from }: PaceJob): Promise<PostResult> {
  const requests = Math.round(rate * seconds);
  const latencies = new Float64Array(requests);
  const refused: Record<string, number> = {};
  let answered = 0;
  const riders = (await Connection.openAll(url, streams.length)).map((connection) => ({
    connection,
    rider: new Rider(connection, (status, milliseconds) => {
      latencies[answered++] = milliseconds;
      if (status !== 200) refused[status] = (refused[status] ?? 0) + 1;
    }),
  }));
  const startedAt = now();
  for (let sent = 0; sent < requests;) {
    for (const due = ((now() - startedAt) / 1000) * rate; sent <= due && sent < requests; sent++) {
      const place = sent % streams.length;
      const { name, key } = streams[place] ?? { name: '', key: '' };
      const point = pointAt(from + Math.floor(sent / streams.length) * 1000, place);
      riders[place]?.rider.post(postRequest(`/api/streams/${name}/messages`, key, messageBody(point, now())));
    }
    await pause(1);
  }
  for (const end = now() + ANSWERED_WITHIN_MS; answered < requests && now() < end;) await pause(5);
  riders.forEach(({ connection }) => connection.close());
  return {
    startedAt,
    seconds: (now() - startedAt) / 1000,
    requests: answered,
    points: answered,
    refused,
    latency: latencyOf(latencies.subarray(0, answered)),
  };
}
