import { resolve } from 'node:path';
import { Failure } from './failure';

export interface Settings {
  readonly port: number;
  readonly workerPort: number;
  readonly logLevel: string;
  /** Everything that the local run keeps from one start to the next. */
  readonly data: string;
  readonly logs: string;
}

/** The settings of a local run: `PORT`, `WORKER_PORT` and `LOG_LEVEL`, and `.data` in the current folder. */
export function localSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const port = portOf('PORT', env.PORT, 3000);
  const workerPort = portOf('WORKER_PORT', env.WORKER_PORT, 3001);
  if (port === workerPort) throw new Failure(`PORT and WORKER_PORT are both ${port}: give each its own.`);
  const data = resolve('.data');
  return { port, workerPort, logLevel: env.LOG_LEVEL || 'warn', data, logs: resolve(data, 'logs') };
}

function portOf(name: string, value: string | undefined, otherwise: number): number {
  if (!value) return otherwise;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Failure(`${name}=${value} is no port: give a number from 1 to 65535.`);
  }
  return port;
}
