/** How a request says who sends it; the last ones must never be let in. */
export const GOOD = ['key', 'token'] as const;
export const BAD = [
  'nobody',
  'unknown key',
  'malformed key',
  'revoked key',
  'expired key',
  'token as key',
  'key as token',
  'tampered token',
  'unsigned token',
  'basic',
  'empty',
  'endless',
] as const;
export type Credential = (typeof GOOD)[number] | 'read-only key' | (typeof BAD)[number];

/** What stands for a parameter of the path. */
export type Slot =
  /** One of those that answers have shown, counted from the newest; of the rider, or of another one. */
  | { seen: number; whose: 'own' | 'other'; pattern: RegExp }
  /** As it is to stand in the request line. */
  | { raw: string };

export interface Body {
  /** A value to be sent as JSON, see {@link toJson}. */
  json?: unknown;
  /** Fields of that value take what answers have shown under their names, counted from the newest. */
  remembered?: number | null;
  /** What is sent instead. */
  bytes?: Buffer;
  /** Written over the content type of JSON; null for none. */
  contentType?: string | null;
}

/**
 * A request that is not filled in yet: what refers to things that the service holds says which, and is looked up when it is
 * sent. So the same seed makes the same drafts, whatever ids the service gives out.
 */
export interface Draft {
  /** `POST /api/workouts/{id}/complete` */
  route: string;
  kind: 'valid' | 'near-valid' | 'hostile';
  /** Sent in place of the route's own. */
  method?: string;
  rider: number;
  credential: Credential;
  slots: Record<string, Slot>;
  /** Written behind the path as it is. */
  afterPath?: string;
  query: readonly (readonly [name: string, value: string])[];
  /** Written behind the query as it is. */
  afterQuery?: string;
  /** Parameters of the query take what answers have shown under their names. */
  rememberedQuery: number | null;
  headers: readonly (readonly [name: string, value: string])[];
  body: Body | null;
}
