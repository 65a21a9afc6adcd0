/** Room for rides of five hours and a half with all channels; what becomes longer moves to memory of its own. */
const BYTES = 4 * 1024 * 1024;
/** So much is kept for those to come; more is let go of. */
const MOST_KEPT = 2;

/** Calls a listener when an answer has been sent to its end, or the one who asked is gone; never, if that was before. */
export type WhenSent = (listener: () => void) => void;

/**
 * Memory for answers that are sent once and not kept. Megabytes that are made for each answer and forgotten with it
 * cost more than writing the answer: V8 looks through the whole heap for them.
 */
export class AnswerMemory {
  private readonly kept: Buffer<ArrayBuffer>[] = [];

  /** Memory that is the borrower's alone until the answer in it has been sent, and for ever if nobody says so. */
  lend(whenSent: WhenSent): Buffer<ArrayBuffer> {
    const memory = this.kept.pop() ?? Buffer.allocUnsafeSlow(BYTES);
    let lent = true;
    whenSent(() => {
      if (lent && this.kept.length < MOST_KEPT) this.kept.push(memory);
      lent = false;
    });
    return memory;
  }
}
