import { quantile } from '../../support/interleaved';
import { now } from './clock';
import { Connection } from './connection';
import { messageBody, pointAt, postRequest, type Senders } from './points';

/** As many requests as that, as fast as they are answered. */
export interface PostJob extends Senders {
  requests: number;
  /** Each has one request under way at a time. */
  connections: number;
  /** Points a request; 0 for one point as a message. */
  batch: number;
  /** Timestamp of the first point of every stream, unix ms; the others follow second by second. */
  from: number;
}

export interface PostResult {
  /** Unix ms. */
  startedAt: number;
  seconds: number;
  requests: number;
  points: number;
  /** Answers other than "yes, all of it, and new": status and how many. */
  refused: Record<string, number>;
  /** ms */
  latency: Record<'p50' | 'p95' | 'p99' | 'max', number>;
}

/** The requests are made before the clock starts; the streams take turns. */
export async function postPoints(job: PostJob): Promise<PostResult> {
  const requests = Array.from({ length: job.requests }, (_, index) => Buffer.from(requestOf(job, index)));
  const connections = await Connection.openAll(job.url, job.connections);
  const latencies = new Float64Array(job.requests);
  const refused: Record<string, number> = {};
  const wanted = job.batch > 0 ? `"accepted":${job.batch},` : '"success":true';
  let next = 0;

  const drive = (connection: Connection, done: () => void): void => {
    const index = next;
    const request = requests[index];
    if (!request || connection.broken) return done();
    next += 1;
    const sentAt = performance.now();
    connection.send(request, (status, body) => {
      latencies[index] = performance.now() - sentAt;
      const fine = status === 200 && body.includes(wanted);
      if (!fine) refused[status] = (refused[status] ?? 0) + 1;
      drive(connection, done);
    });
  };
  const startedAt = now();
  await Promise.all(connections.map((connection) => new Promise<void>((resolve) => drive(connection, resolve))));
  const seconds = (now() - startedAt) / 1000;
  connections.forEach((connection) => connection.close());
  return {
    startedAt,
    seconds,
    requests: next,
    points: next * Math.max(1, job.batch),
    refused,
    latency: latencyOf(latencies.subarray(0, next)),
  };
}

export function latencyOf(milliseconds: Float64Array): PostResult['latency'] {
  const values = [...milliseconds];
  return {
    p50: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    p99: quantile(values, 0.99),
    max: quantile(values, 1),
  };
}

function requestOf({ streams, batch, from }: PostJob, index: number): string {
  const place = index % streams.length;
  const stream = streams[place];
  if (!stream) throw new Error('There are no streams to send to');
  const round = Math.floor(index / streams.length);
  const path = `/api/streams/${stream.name}`;
  if (batch === 0) {
    return postRequest(`${path}/messages`, stream.key, messageBody(pointAt(from + round * 1000, place), round));
  }
  const points = Array.from({ length: batch }, (_, point) => pointAt(from + (round * batch + point) * 1000, place));
  return postRequest(`${path}/points`, stream.key, JSON.stringify({ points }));
}
