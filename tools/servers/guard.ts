import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Socket } from 'node:net';

/**
 * Waits on its standard input: a line means "all is done", the bare end means that the parent died. A zombie counts as
 * ended: where process 1 does not reap (in many containers), it would stay for ever.
 */
const script = `
if read -r word; then exit 0; fi
alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:.*Z' "/proc/$1/status" 2>/dev/null; }
kill -TERM "$1" 2>/dev/null
tries=0
while alive "$1" && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
alive "$1" && kill -KILL "$1"
[ -z "$2" ] || rm -rf -- "$2"
`;

/**
 * Watches over a child process from outside: should this process die, by whatever signal, the child is ended too.
 * Handlers in this process could not do that for SIGKILL or a crash.
 *
 * @param pid the process to end
 * @param directory a folder to remove after it, if any
 * @returns a function that sends the guard home; call it when the process has ended
 */
export function guard(pid: number, directory = ''): () => Promise<void> {
  const child = spawn('sh', ['-c', script, 'guard', String(pid), directory], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(child, 'exit').catch(() => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as Socket).unref();
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    child.stdin.end('done\n');
    await ended;
  };
}
