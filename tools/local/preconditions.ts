import { createServer } from 'node:net';
import { bytesFree, Failure } from './failure';
import { type Settings } from './settings';

/** MongoDB alone sets 200 MB aside for its journal. */
const neededBytes = 400 * 1024 * 1024;

/** @throws Failure when a port is taken or the disk is all but full */
export async function checkPreconditions({ port, workerPort, data }: Settings): Promise<void> {
  await mustBeFree('PORT', port);
  await mustBeFree('WORKER_PORT', workerPort);
  const free = await bytesFree(data);
  if (free < neededBytes) {
    const left = Math.round(free / 1024 / 1024);
    throw new Failure(`The disk is almost full: ${data} has ${left} MB left and the local run needs 400 MB.`);
  }
}

async function mustBeFree(name: string, port: number): Promise<void> {
  // Another program may listen on one address only, and still be in the way.
  for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
    const code = await listenError(port, host);
    if (code === 'EADDRINUSE') {
      throw new Failure(
        `Port ${port} is taken: stop what listens there, or choose another, ${name}=${port + 100} npm start`,
      );
    }
    if (code === 'EACCES') throw new Failure(`Port ${port} needs root: choose one above 1023, ${name}=3000 npm start`);
  }
}

/** The error code of an attempt to listen; a machine without IPv6 has its own, which is no fault of the port. */
function listenError(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
