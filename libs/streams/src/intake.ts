import { Injectable } from '@nestjs/common';

import { RedisConnections } from '#platform';

import { APPEND, type AppendReply } from './append-script';
import { type PointRuns } from './point-runs';
import { KeyNames, type StreamKeys } from './stream-keys';

/** Eleven days of points a second: what a ride can be completed with. */
export const MAX_STREAM_POINTS = 1_000_000;
/**
 * Records of the ingest log that are handed over together, in bytes. A worker that is behind reads a few hundred riders'
 * points at a time; much more, and it could not choose how much to hold.
 */
const BLOCK_BYTES = 32_768;
/** Points per atomic step, so that no step keeps Redis from everybody else. */
export const MAX_STEP = 500;

export interface Append {
  userId: string;
  streamName: string;
  author: string;
  /** A message as it was sent; '' for a batch of points, which viewers are shown as messages. */
  text: string;
  /** What the message holds, or the batch: at most {@link MAX_STEP}, each timestamp once. */
  runs: PointRuns;
  /** How many points were left out of it because it had their timestamps already. */
  repeated: number;
}

/** What is asked for, as the script has it; the points themselves would be in the way of the garbage collector. */
interface Waiting {
  keys: StreamKeys;
  count: number;
  args: string[];
  resolve: (reply: AppendReply) => void;
  reject: (error: unknown) => void;
}

/**
 * Hands what arrives to Redis. All requests that came in at the same turn of the event loop go in one step a shard, for
 * a thousand riders a second cost a thousand commands otherwise, on both sides. Each is answered when Redis has said yes.
 */
@Injectable()
export class Intake {
  private waiting = new Map<string, Waiting[]>();
  private scheduled = false;

  constructor(
    private readonly redis: RedisConnections,
    private readonly keys: KeyNames,
  ) {}

  /** Rejects with what Redis says when it cannot be reached, or refuses; then it may have happened nevertheless. */
  append(request: Append): Promise<AppendReply> {
    return new Promise((resolve, reject) => {
      const keys = this.keys.stream(request.streamName);
      const entry: Waiting = { keys, count: request.runs.count, args: argumentsOf(request, keys), resolve, reject };
      const waiting = this.waiting.get(keys.ingest);
      if (waiting) waiting.push(entry);
      else this.waiting.set(keys.ingest, [entry]);
      if (this.scheduled) return;
      this.scheduled = true;
      setImmediate(this.flush);
    });
  }

  private readonly flush = (): void => {
    const all = this.waiting;
    // Not cleared: the table that a map gives up refers to its new one, so the collector would keep all that came since.
    this.waiting = new Map();
    this.scheduled = false;
    for (const waiting of all.values()) {
      for (const step of stepsOf(waiting)) void this.send(step);
    }
  };

  private async send(step: readonly Waiting[]): Promise<void> {
    const [first] = step;
    if (!first) return;
    const keys = [first.keys.ingest, first.keys.openBlock];
    const args: (string | number)[] = [first.keys.seen, MAX_STREAM_POINTS, BLOCK_BYTES];
    for (const request of step) {
      keys.push(request.keys.meta, request.keys.entries);
      args.push(...request.args);
    }
    try {
      const replies = await APPEND.run(this.redis.intake, keys, args);
      step.forEach(({ resolve, reject }, index) => {
        const reply = replies[index];
        if (reply) resolve(reply);
        else reject(new Error('Redis left a request without a reply'));
      });
    } catch (error) {
      for (const { reject } of step) reject(error);
    }
  }
}

function stepsOf(waiting: readonly Waiting[]): Waiting[][] {
  let size = Infinity;
  const steps: Waiting[][] = [];
  for (const entry of waiting) {
    const own = Math.max(1, entry.count);
    size += own;
    if (size > MAX_STEP) {
      steps.push([]);
      size = own;
    }
    steps[steps.length - 1]?.push(entry);
  }
  return steps;
}

function argumentsOf({ userId, author, streamName, text, runs, repeated }: Append, keys: StreamKeys): string[] {
  const { count, earliest, latest, args } = runs;
  const [run = '- 0 []', ...following] = args;
  const points = `${count} ${repeated} ${earliest} ${latest} ${following.length} ${run}`;
  return [text, `${userId} ${keys.channel} ${streamName} ${points} ${author}`, ...following];
}
