/** What a credential allows: `ingest` streams, `read`, `write` workouts and settings, `account` keys and profile. */
export const SCOPES = ['ingest', 'read', 'write', 'account'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who is asking, as proven by the credential of the request. */
export interface Principal {
  /** 24-hex id of the rider. */
  userId: string;
  scopes: readonly Scope[];
  via: 'api-key' | 'access-token' | 'ticket';
  /** The one stream that a ticket was made for. */
  streamName?: string;
}
