import { LRUCache } from 'lru-cache';

/** A whole answer as it is sent, and what it was made of. */
export interface Answer {
  /** Whose workout it is. */
  owner: string;
  /** The workout as it was, unix ms. */
  version: number;
  /** Tells the stored points from others. */
  points: string;
  /** All that stands before the points. */
  head: string;
  body: Buffer;
}

/** What keys and the rest take, roughly. */
const BYTES_BESIDE = 1024;

/** Answers that were sent lately, as many as fit; and each is made once, however many ask for it at once. */
export class AnswerCache {
  private readonly kept: LRUCache<string, Answer>;
  private readonly underWay = new Map<string, Promise<Answer>>();

  /** @param bytes that all answers together may take */
  constructor(bytes: number) {
    this.kept = new LRUCache({
      maxSize: bytes,
      // More was made room for than was written.
      sizeCalculation: ({ head, body }) => body.buffer.byteLength + head.length + BYTES_BESIDE,
    });
  }

  /** The answer under this key, if it is there. */
  find(key: string): Answer | undefined {
    return this.kept.get(key);
  }

  /** The answer under this key, made if it is not there. What `make` throws is thrown, and not kept. */
  get(key: string, make: () => Promise<Answer>): Answer | Promise<Answer> {
    const known = this.kept.get(key) ?? this.underWay.get(key);
    if (known) return known;
    const making = make()
      .then((answer) => this.keep(key, answer))
      .finally(() => this.underWay.delete(key));
    this.underWay.set(key, making);
    return making;
  }

  /** Puts an answer in the place of any other under this key. */
  keep(key: string, answer: Answer): Answer {
    this.kept.set(key, answer);
    return answer;
  }
}
