/** Shares of the whole between which the rate is taken. */
const BETWEEN = { from: 0.2, to: 0.8 };

/**
 * How fast a whole is worked off while the work is in full swing. At its beginning much is begun and nothing done, and towards
 * the end a worker waits, as it should, for more points to write with the last. In between as much is under way at one moment
 * as at another.
 */
export class SteadyRate {
  /** A second; 0 until it is known. */
  perSecond = 0;
  private from: { at: number; done: number } | null = null;

  constructor(private readonly whole: number) {}

  /** @param done of the whole, at this moment */
  see(done: number): void {
    const at = performance.now();
    if (!this.from) {
      if (done >= this.whole * BETWEEN.from) this.from = { at, done };
    } else if (this.perSecond === 0 && done >= this.whole * BETWEEN.to)
      this.perSecond = ((done - this.from.done) / (at - this.from.at)) * 1000;
  }
}
