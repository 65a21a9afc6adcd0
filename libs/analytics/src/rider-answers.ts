import { type ReadOptions } from '#workouts';

type ReadPreference = NonNullable<ReadOptions['readPreference']>;

/** Computes an answer; it is told where to read from, and what it gives must survive JSON. */
export type Compute<T> = (readPreference: ReadPreference) => Promise<T>;

/** Where answers are kept, by rider and name. */
export interface AnswerStore {
  keep(userId: string, name: string, value: string): void;
  /** Counts whether an answer was there. */
  looked(outcome: 'hit' | 'miss'): void;
}

/** What Redis knows of a rider at one moment. */
export interface RiderState {
  version: string;
  /** Whether something changed so lately that a secondary may not have seen it. */
  isFresh: boolean;
  /** Goes up when the rider moves to another time zone. */
  zoneVersion: string;
  /** `<zone version> <time zone>`, as it was under that version. */
  zone: string;
  /** `<version>:<meaning>\n<answer>`, what the question came to when it was last computed; null where nothing is kept. */
  answer: string | null;
}

/** What is kept of one rider and one question, as it was when it was opened. */
export class RiderAnswers {
  /** @param state null while Redis does not answer: then everything is computed */
  constructor(
    private readonly store: AnswerStore,
    private readonly userId: string,
    private readonly question: string,
    private readonly state: RiderState | null,
  ) {}

  /** @param look asks for it where it is not kept */
  async timeZone(look: () => Promise<string>): Promise<string> {
    const [version, kept] = this.state?.zone.split(' ') ?? [];
    if (kept && version === this.state?.zoneVersion) return kept;
    const zone = await look();
    if (this.state) this.store.keep(this.userId, 'zone', `${this.state.zoneVersion} ${zone}`);
    return zone;
  }

  /**
   * @param meaning the question with everything that the answer depends on besides the rider's workouts: an answer to
   * another meaning, or of another version, is none
   */
  async remember<T>(meaning: string, compute: Compute<T>): Promise<T> {
    if (!this.state) return compute('secondaryPreferred');
    const { version, isFresh, answer: kept } = this.state;
    const label = `${version}:${meaning}\n`;
    if (kept?.startsWith(label)) {
      this.store.looked('hit');
      return JSON.parse(kept.slice(label.length)) as T;
    }
    this.store.looked('miss');
    const answer = await compute(isFresh ? 'primary' : 'secondaryPreferred');
    this.store.keep(this.userId, this.question, label + JSON.stringify(answer));
    return answer;
  }
}
