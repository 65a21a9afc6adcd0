/** The times at which we ourselves keep the API from answering. */
export class Downtime {
  private readonly spans: { from: number; to: number }[] = [];

  /** Counts everything from now until `work` is done as our own doing. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const span = { from: Date.now(), to: Infinity };
    this.spans.push(span);
    try {
      return await work();
    } finally {
      span.to = Date.now();
    }
  }

  /** Whether any of it lies between the two moments, unix ms. */
  covers(from: number, to: number): boolean {
    return this.spans.some((span) => span.from <= to && span.to >= from);
  }
}
