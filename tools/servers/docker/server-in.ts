import { type StartedTestContainer } from 'testcontainers';
import { type RunningServer } from '../running-server';

/** A running container as a server that can be stopped. */
export function serverIn(container: StartedTestContainer, uri: string): RunningServer {
  let stopped: Promise<unknown> | undefined;
  return {
    uri,
    how: 'docker',
    exited: new Promise<string>(() => undefined),
    async stop() {
      await (stopped ??= container.stop());
    },
  };
}
