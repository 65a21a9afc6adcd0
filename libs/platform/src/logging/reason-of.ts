const PATIENCE_IS_OVER = 'MaxRetriesPerRequestError';
const NO_CONNECTION = /^(Stream isn't writeable|Connection is closed)/;
const NO_ANSWER = /^Command timed out/;
const NOBODY_FOUND = new Set(['MongoServerSelectionError', 'MongooseServerSelectionError']);

/** Why something failed, in one line for whoever reads the log, who knows the servers and not the libraries in between. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  if (name === PATIENCE_IS_OVER || NO_CONNECTION.test(message)) return 'Redis cannot be reached (REDIS_URL)';
  if (NO_ANSWER.test(message)) return 'Redis does not answer in time';
  const [line = ''] = message.split('\n');
  return NOBODY_FOUND.has(name) ? `MongoDB cannot be reached (MONGODB_URI): ${line}` : `${name}: ${line}`;
}
