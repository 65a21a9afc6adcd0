import { createInterface } from 'node:readline';
import { jobs, type Order, type Reply } from './jobs';

/**
 * Generates load, in a process of its own. Each line of its input is a job, `{"kind":"post","job":{…}}`, done when those
 * before are done; each gets a line of output, `{"result":{…}}` or `{"error":"…"}`. The end of its input is its own.
 */
async function main(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { kind, job } = JSON.parse(line) as Order;
    const work = jobs[kind] as (job: unknown) => Promise<unknown>;
    const reply: Reply = await work(job).then(
      (result) => ({ result }),
      (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
  process.exit();
}

void main();
