import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';

import { reasonOf, recentlyUsed } from '#platform';

/** Who is not found out in time is treated as one who does not share. */
const PATIENCE = 1_500;
/** A thousand viewers who come at once are one question. */
const KNOWN_FOR = 1_000;
const MOST_KNOWN = 20_000;

/** Which of these riders let others see where they are. */
export type PositionSharingSource = (riderIds: readonly string[]) => Promise<ReadonlySet<string>>;

/**
 * Whose position others may see. Streams know no settings: a higher library registers what does. Nobody shares while that
 * cannot be asked.
 */
@Injectable()
export class PositionSharing {
  private readonly logger = new Logger(PositionSharing.name);
  private readonly known = recentlyUsed<string, Promise<ReadonlySet<string>>>(MOST_KNOWN, KNOWN_FOR);
  private source: PositionSharingSource | undefined;

  register(source: PositionSharingSource): void {
    this.source = source;
    this.known.clear();
  }

  /** Those of the riders who share it, as of the last second. */
  async among(riderIds: readonly string[]): Promise<ReadonlySet<string>> {
    const known = riderIds.map((riderId) => this.known.get(riderId));
    const unknown = riderIds.filter((_, index) => known[index] === undefined);
    const asked = unknown.length > 0 ? this.ask(unknown) : undefined;
    if (asked) for (const riderId of unknown) this.known.set(riderId, asked);
    const answers = await Promise.all(known.map(async (answer) => answer ?? asked));
    return new Set(riderIds.filter((riderId, index) => answers[index]?.has(riderId)));
  }

  private async ask(riderIds: readonly string[]): Promise<ReadonlySet<string>> {
    const nobody = new Set<string>();
    const asked = this.source?.(riderIds).catch((error: unknown) => {
      this.logger.warn(`position is hidden, it cannot be found out who shares it: ${reasonOf(error)}`);
      return nobody;
    });
    return Promise.race([asked ?? nobody, sleep(PATIENCE, nobody, { ref: false })]);
  }
}
