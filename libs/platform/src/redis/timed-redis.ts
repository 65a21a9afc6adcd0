import { type Command, Redis } from 'ioredis';

/** Hears of every command when it has been answered, or has failed. */
export type CommandListener = (command: string, seconds: number) => void;

/**
 * A connection that tells how long its commands take, from the moment they are written. ioredis has a diagnostics channel for
 * this, which would copy all arguments of every command.
 */
export class TimedRedis extends Redis {
  listener: CommandListener | undefined;

  override sendCommand(...sent: Parameters<Redis['sendCommand']>): unknown {
    const [command] = sent;
    const began = performance.now();
    const note = (): void => this.listener?.(command.name, (performance.now() - began) / 1000);
    const letGo = (): void => {
      note();
      forgetArguments(command);
    };
    command.promise.then(letGo, note);
    return super.sendCommand(...sent);
  }
}

/**
 * A command that was answered is not collected while it is young: ioredis assigns function literals to it, which V8 allocates
 * among long-lived objects, and they hold on to it until the whole heap is looked through. What it sent need not stay with it.
 */
function forgetArguments(command: Command): void {
  command.args = [];
}
