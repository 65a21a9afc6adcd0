const PATIENCE_IS_OVER = 'MaxRetriesPerRequestError';
const NO_CONNECTION = /^(Stream isn't writeable|Connection is closed)/;
const NO_ANSWER = /^Command timed out/;
const NOBODY_FOUND = new Set(['MongoServerSelectionError', 'MongooseServerSelectionError']);

/** With this MongoDB begins to repeat what it was asked, values and all. */
const WHAT_WAS_ASKED = / to execute command .*/;

/** Why something failed, in one line for whoever reads the log, who knows the servers and not the libraries in between. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, message } = error;
  if (name === PATIENCE_IS_OVER || NO_CONNECTION.test(message)) return 'Redis cannot be reached (REDIS_URL)';
  if (NO_ANSWER.test(message)) return 'Redis does not answer in time';
  const line = message.replace(/\n.*/s, '').replace(WHAT_WAS_ASKED, '');
  return NOBODY_FOUND.has(name) ? `MongoDB cannot be reached (MONGODB_URI): ${line}` : `${name}: ${line}`;
}
