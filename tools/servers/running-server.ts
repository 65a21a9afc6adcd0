/** Where a server came from: the environment, a Docker engine, the PATH, or a download into the user's cache. */
export type Origin = 'given' | 'docker' | 'path' | 'fetched';

/** A server that answers, however it was come by. */
export interface RunningServer {
  readonly uri: string;
  readonly how: Origin;
  /** Process id, where the server is a child of this process. */
  readonly pid?: number;
  /** Where a server of ours writes its log. */
  readonly logFile?: string;
  /** Settles with one line saying how the server ended; stays pending for servers that are not ours. */
  readonly exited: Promise<string>;
  /** Ends a server of ours and waits until it is gone; leaves a given one alone. May be called twice. */
  stop(): Promise<void>;
}

/** A server program on this machine, with what its process needs in its environment. */
export interface Executable {
  readonly path: string;
  readonly how: 'path' | 'fetched';
  readonly version: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A server that somebody else started and stops. */
export function givenServer(uri: string): RunningServer {
  return { uri, how: 'given', exited: new Promise<string>(() => undefined), stop: () => Promise.resolve() };
}
