/** What a credential allows: `ingest` streams, `read`, `write` workouts and settings, `account` keys and profile. */
export const SCOPES = ['ingest', 'read', 'write', 'account'] as const;
export type Scope = (typeof SCOPES)[number];

/** Names a credential without telling it: the id of an API key or of a session, never used again. */
export type CredentialName = `key:${string}` | `session:${string}`;

/** Who is asking, as proven by the credential of the request. */
export interface Principal {
  /** 24-hex id of the rider. */
  userId: string;
  scopes: readonly Scope[];
  via: 'api-key' | 'access-token' | 'ticket';
  /** What can be revoked; for a ticket, that of whoever made it. */
  credential: CredentialName;
  /** When the credential ends by itself, unix ms; null: never. */
  expiresAt: number | null;
  /** The one stream that a ticket was made for. */
  streamName?: string;
}

export const hasExpired = ({ expiresAt }: Pick<Principal, 'expiresAt'>): boolean =>
  expiresAt !== null && expiresAt <= Date.now();
