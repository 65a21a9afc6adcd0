import { tracingChannel } from 'node:diagnostics_channel';

/** The channel on which commands are told that go past Mongoose. */
export const MONGO_COMMANDS = 'bike-power-tracker:mongodb';

const channel = tracingChannel(MONGO_COMMANDS);

/** Does what talks to MongoDB without Mongoose, and lets it be timed like everything else. */
export const timedCommand = <T>(
  collection: string,
  operation: string,
  command: () => Promise<T>,
  args: { filter?: unknown } = {},
): Promise<T> => channel.tracePromise(command, { collection, operation, args });
