import { UnavailableError } from '../errors';

const MONGO_NAMES = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoClientClosedError',
]);
/** Codes of a MongoDB that is shutting down, stepping down or not primary; and of one that has been given another password. */
const MONGO_CODES = new Set([6, 7, 18, 89, 91, 189, 262, 391, 9001, 10107, 11600, 11602, 13435, 13436]);
/** How a MongoDB puts it to a connection that was logged in until the password was changed. */
const LOGGED_OUT = /requires authentication/;
const REDIS_REPLIES =
  /^(OOM|LOADING|READONLY|MISCONF|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|TRYAGAIN|BUSY|NOAUTH|WRONGPASS)\b/;
const REDIS_CONNECTION = /^(Command timed out|Connection is closed|Stream isn't writeable|Socket timeout)/;

/** Whether an error means that Redis or MongoDB cannot take the work now, as the error that says so; otherwise null. */
export function asUnavailable(error: unknown): UnavailableError | null {
  if (error instanceof UnavailableError) return error;
  if (!(error instanceof Error)) return null;
  const { name, message } = error;
  const code = (error as { code?: unknown }).code;
  const redis =
    name === 'MaxRetriesPerRequestError' ||
    REDIS_CONNECTION.test(message) ||
    REDIS_REPLIES.test(message) ||
    (typeof code === 'string' && /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code));
  if (redis)
    return new UnavailableError('REDIS_UNAVAILABLE', 'The service cannot take this right now, please send it again');
  const mongo =
    MONGO_NAMES.has(name) ||
    (typeof code === 'number' && (MONGO_CODES.has(code) || LOGGED_OUT.test(message))) ||
    (name === 'MongooseError' && message.includes('bufferCommands'));
  if (mongo)
    return new UnavailableError('MONGODB_UNAVAILABLE', 'The database cannot take this right now, please send it again');
  return null;
}
