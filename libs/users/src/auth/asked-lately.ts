import { setTimeout as sleep } from 'node:timers/promises';

import { asUnavailable, recentlyUsed } from '#platform';

/** How long what was revoked may go on in another process. A rider who sends a point a second costs a read every 3 s. */
export const TRUSTED_FOR = 3_000;
export const MOST_TRUSTED = 20_000;
/** How long somebody whose credential was good before waits for the database. */
const PATIENCE = 500;

/**
 * What the database said of credentials within the last seconds. What it did not know is not kept: a new credential works
 * at once.
 */
export class AskedLately<Known extends object> {
  private readonly known = recentlyUsed<string, Known>(MOST_TRUSTED, TRUSTED_FOR);
  private readonly asking = new Map<string, Promise<Known | null>>();

  constructor(private readonly ask: (id: string) => Promise<Known | null>) {}

  /** What is known without asking. */
  recent(id: string): Known | undefined {
    return this.known.get(id);
  }

  /**
   * @param otherwise what holds while the database cannot be asked: a rider must not be kept from riding by one that
   * hangs, restarts or elects
   * @returns null for what is not there
   */
  async find(id: string, otherwise?: Known): Promise<Known | null> {
    const known = this.known.get(id);
    if (known) return known;
    const asked = this.askOnce(id);
    if (!otherwise) return asked;
    try {
      const answer = await Promise.race([asked, sleep(PATIENCE, 'late' as const, { ref: false })]);
      if (answer !== 'late') return answer;
    } catch (error) {
      if (!asUnavailable(error)) throw error;
    }
    this.known.set(id, otherwise);
    return otherwise;
  }

  /** For all who wait for the same. */
  private askOnce(id: string): Promise<Known | null> {
    const asked = this.asking.get(id) ?? this.lookUp(id).finally(() => this.asking.delete(id));
    this.asking.set(id, asked);
    // Whoever did not wait for the end does not hear of a failure.
    asked.catch(() => undefined);
    return asked;
  }

  private async lookUp(id: string): Promise<Known | null> {
    const found = await this.ask(id);
    if (found) this.known.set(id, found);
    else this.known.delete(id);
    return found;
  }
}
