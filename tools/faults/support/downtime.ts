interface Span {
  /** What leaves from here on, or is under way where `abrupt`, need not be answered; unix ms. */
  from: number;
  to: number;
  abrupt: boolean;
}

/** The times at which we ourselves keep the API from answering. */
export class Downtime {
  private readonly spans: Span[] = [];

  /** The API is killed now, and back when `work` is done: what is under way cannot be answered. */
  killed<T>(work: () => Promise<T>): Promise<T> {
    return this.during({ from: Date.now(), to: Infinity, abrupt: true }, work);
  }

  /**
   * The API is asked to stop now, and back when `work` is done: what is under way must be answered, and so must what
   * arrives within `graceMs`.
   */
  asked<T>(graceMs: number, work: () => Promise<T>): Promise<T> {
    return this.during({ from: Date.now() + graceMs, to: Infinity, abrupt: false }, work);
  }

  /** Whether a request need not have been answered that left at one moment and failed at the other, unix ms. */
  excuses(left: number, failed: number): boolean {
    return this.spans.some(({ from, to, abrupt }) => (abrupt ? from <= failed : from <= left) && to >= left);
  }

  private async during<T>(span: Span, work: () => Promise<T>): Promise<T> {
    this.spans.push(span);
    try {
      return await work();
    } finally {
      span.to = Date.now();
    }
  }
}
