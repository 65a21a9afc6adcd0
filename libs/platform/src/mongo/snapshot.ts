import { type ClientSession, type Connection } from 'mongoose';

/**
 * Runs `work`, whose reads through `session` all see the database as it was at one moment: of each transaction
 * everything or nothing, and everything that was acknowledged before. Reads only, and of the primary.
 */
export async function inSnapshot<T>(connection: Connection, work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await connection.startSession({ snapshot: true });
  try {
    return await work(session);
  } finally {
    await session.endSession();
  }
}
