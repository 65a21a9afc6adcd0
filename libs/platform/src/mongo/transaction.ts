import { type ClientSession, type Connection } from 'mongoose';

const DUPLICATE_KEY = 11000;

export const isDuplicateKey = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { code?: unknown }).code === DUPLICATE_KEY;

/**
 * Runs `work` in a majority transaction; conflicts with other transactions are retried by the driver, and two
 * transactions that insert the same unique key at once are retried here, because the loser must then see the winner.
 * `work` may run several times: it must touch nothing but the database, through `session`.
 */
export async function inTransaction<T>(
  connection: Connection,
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const session = await connection.startSession();
    try {
      return await session.withTransaction(() => work(session), {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority' },
        readPreference: 'primary',
      });
    } catch (error) {
      if (!isDuplicateKey(error) || attempt >= 5) throw error;
    } finally {
      await session.endSession();
    }
  }
}
