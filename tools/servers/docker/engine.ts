import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

const patienceMs = 2000;

/** Whether a Docker engine answers where `DOCKER_HOST` says, or at one of the usual sockets. Takes two seconds at most. */
export async function dockerAnswers(): Promise<boolean> {
  const host = process.env.DOCKER_HOST;
  if (host?.startsWith('unix://')) return ping({ socketPath: host.slice('unix://'.length) });
  if (host?.startsWith('tcp://')) {
    // Behind TLS the ping would need the certificates; Testcontainers finds those, and its failure is no harm.
    if (process.env.DOCKER_TLS_VERIFY) return true;
    const { hostname, port } = new URL(host);
    return ping({ host: hostname, port });
  }
  const runtime = process.env.XDG_RUNTIME_DIR;
  const sockets = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')];
  if (runtime) sockets.push(join(runtime, 'docker.sock'));
  for (const socketPath of sockets) {
    if (existsSync(socketPath) && (await ping({ socketPath }))) return true;
  }
  return false;
}

function ping(target: { socketPath: string } | { host: string; port: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ ...target, path: '/_ping', timeout: patienceMs }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    call.on('timeout', () => call.destroy(new Error('no answer')));
    call.on('error', () => resolve(false));
    call.end();
  });
}
