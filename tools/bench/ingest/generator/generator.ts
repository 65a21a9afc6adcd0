import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable, type Writable } from 'node:stream';
import { type JobOf, type Kind, type Order, type Reply, type ResultOf } from './jobs';

/** A process that generates load; it ends with this one. */
export class Generator {
  private readonly waiting: ((reply: Reply) => void)[] = [];

  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {
    createInterface({ input: child.stdout }).on('line', (line) => this.waiting.shift()?.(JSON.parse(line) as Reply));
    child.once('exit', () => {
      for (const answer of this.waiting.splice(0)) answer({ error: 'the generator of load has ended' });
    });
    child.stdin.on('error', () => undefined);
  }

  static async start(): Promise<Generator> {
    const child = spawn(process.execPath, [join(__dirname, 'main.js')], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child, 'spawn');
    return new Generator(child);
  }

  /** @throws Error with what went wrong over there */
  async do<K extends Kind>(kind: K, job: JobOf<K>): Promise<ResultOf<K>> {
    if (this.child.exitCode !== null) throw new Error('The generator of load has ended');
    const order: Order = { kind, job };
    const reply = await new Promise<Reply>((resolve) => {
      this.waiting.push(resolve);
      this.child.stdin.write(`${JSON.stringify(order)}\n`);
    });
    if ('error' in reply) throw new Error(`${kind}: ${reply.error}`);
    return reply.result as ResultOf<K>;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
