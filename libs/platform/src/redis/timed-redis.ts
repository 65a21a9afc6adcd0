import { Redis } from 'ioredis';

/** Hears of every command when it has been answered, or has failed. */
export type CommandListener = (command: string, seconds: number) => void;

/**
 * A connection that tells how long its commands take, from the moment they are written. ioredis has a diagnostics channel for
 * this, which would copy all arguments of every command.
 */
export class TimedRedis extends Redis {
  listener: CommandListener | undefined;

  override sendCommand(...sent: Parameters<Redis['sendCommand']>): unknown {
    const { listener } = this;
    const [command] = sent;
    if (listener) {
      const began = performance.now();
      const note = (): void => listener(command.name, (performance.now() - began) / 1000);
      command.promise.then(note, note);
    }
    return super.sendCommand(...sent);
  }
}
