import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger } from 'pino';

import { type Config, ConfigurationError } from '../config/config';
import { collectAfterStart } from './collect-after-start';
import { GracefulShutdown } from './graceful-shutdown';

/**
 * Listens, and stops in phases on SIGTERM or SIGINT: exit code 0 when all ended within the deadline, 1 otherwise.
 * The process ends on errors that nobody handled: what was acknowledged is safe, and a supervisor starts us again.
 */
export async function runProgram(app: NestFastifyApplication, config: Config, logger: Logger): Promise<void> {
  let stopping = false;
  const stop = async (reason: string, exitCode: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    const deadline = setTimeout(() => {
      logger.error('could not stop in time');
      process.exit(1);
    }, config.shutdown.deadline);
    try {
      await app.get(GracefulShutdown).run();
      await app.close();
      logger.info('stopped');
    } catch (error) {
      logger.error({ err: error }, 'stopping failed');
      exitCode = 1;
    }
    clearTimeout(deadline);
    process.exit(exitCode);
  };
  process.on('SIGTERM', () => void stop('SIGTERM', 0));
  process.on('SIGINT', () => void stop('SIGINT', 0));
  process.on('SIGUSR2', () => changeLevel(logger, config));
  const fatal = (error: unknown): void => {
    logger.fatal({ err: error }, 'unhandled error');
    void stop('unhandled error', 1);
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  await app.listen(config.http.port, config.http.host);
  const address = app.getHttpServer().address() as { port: number } | null;
  logger.info({ port: address?.port }, 'listening');
  collectAfterStart();
}

/** From the configured level to debug, or back: to look into a program without ending it. */
function changeLevel(logger: Logger, { logLevel }: Config): void {
  const level = logger.level === 'debug' ? logLevel : 'debug';
  logger.level = 'debug';
  logger.info({ now: level }, 'log level changed by SIGUSR2');
  logger.level = level;
}

/** One line for a person about why a program could not start. */
export function startFailure(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  const { code, port, message } = error as { code?: string; port?: number; message?: string };
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: stop what listens there, or set another PORT or WORKER_PORT.`;
  return `Could not start: ${message ?? String(error)}`;
}
