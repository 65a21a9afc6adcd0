import { createServer } from 'node:http';

/** Lets a program tell a number to whoever asks at a port, its first argument. */
export function tell(number: () => number): void {
  createServer((_, answer) => answer.end(String(number())))
    .listen(Number(process.argv[2]), '127.0.0.1')
    .unref();
}

/** What a program {@link tell}s at this moment. */
export async function ask(port: number): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());
}
