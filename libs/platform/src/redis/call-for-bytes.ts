import { Command, type Redis } from 'ioredis';

/**
 * Sends a command and gets bytes where replies have strings otherwise: large ones are not to become strings first. What ioredis
 * has for this, `callBuffer`, loses the name of the command where commands are gathered into pipelines.
 * @param name of the command, in lower case
 */
export function callForBytes(
  redis: Redis,
  name: string,
  args: readonly (string | number | Buffer)[],
): Promise<unknown> {
  return redis.sendCommand(new Command(name, [...args], { replyEncoding: null })) as Promise<unknown>;
}
