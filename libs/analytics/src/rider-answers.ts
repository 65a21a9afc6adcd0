import { type ReadOptions } from '#workouts';

type ReadPreference = NonNullable<ReadOptions['readPreference']>;

/** Computes an answer; it is told where to read from, and what it gives must survive JSON. */
export type Compute<T> = (readPreference: ReadPreference) => Promise<T>;

/** Where answers are kept, by rider and name. */
export interface AnswerStore {
  find(userId: string, name: string): Promise<string | null>;
  keep(userId: string, name: string, value: string): void;
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
}

/** The answers that are kept of one rider, as they were when they were opened. */
export class RiderAnswers {
  /** @param state null while Redis does not answer: then everything is computed */
  constructor(
    private readonly store: AnswerStore,
    private readonly userId: string,
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

  /** @param query names the question, with everything that the answer depends on besides the rider's workouts */
  async remember<T>(query: string, compute: Compute<T>): Promise<T> {
    if (!this.state) return compute('secondaryPreferred');
    const name = `${this.state.version}:${query}`;
    const kept = await this.store.find(this.userId, name);
    if (kept !== null) return JSON.parse(kept) as T;
    const answer = await compute(this.state.isFresh ? 'primary' : 'secondaryPreferred');
    this.store.keep(this.userId, name, JSON.stringify(answer));
    return answer;
  }
}
