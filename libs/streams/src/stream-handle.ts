export type Visibility = 'private' | 'public';

/** A stream as its meta data tells; `id` stays with this stream when the name is used again later. */
export interface StreamHandle {
  id: string;
  name: string;
  /** 24-hex id of the rider who made it. */
  owner: string;
  public: boolean;
  held: boolean;
  ended: boolean;
  /** Unix ms. */
  createdAt: number;
  points: number;
  /** How many points came whose timestamps were known already. */
  repeated: number;
  messages: number;
  /** Id of the newest message; of an empty stream, one after which everything comes. */
  newest: string;
  /** The latest timestamp of a point, unix ms. */
  lastTimestamp: number | null;
  /** Up to where its points are in MongoDB, as workers noted it before there were marks. */
  persisted: { sequence: number; id: string } | null;
}

/** What has arrived on a stream, and up to where it is in MongoDB. */
export interface StreamDescription {
  name: string;
  length: number;
  points: number;
  firstMessageId: string | null;
  lastMessageId: string | null;
  lastTimestamp: number | null;
  persistedMessageId: string | null;
}

/** Null when the hash is empty: there is no such stream. */
export function toHandle(name: string, meta: Record<string, string>): StreamHandle | null {
  const { id, owner } = meta;
  if (id === undefined || owner === undefined) return null;
  return {
    id,
    name,
    owner,
    public: meta['public'] === '1',
    held: meta['held'] !== undefined,
    ended: meta['ended'] !== undefined,
    createdAt: Number(meta['createdAt']),
    points: Number(meta['points'] ?? 0),
    repeated: Number(meta['repeated'] ?? 0),
    messages: Number(meta['messages'] ?? 0),
    newest: meta['newest'] ?? '0-0',
    lastTimestamp: meta['lastTimestamp'] === undefined ? null : Number(meta['lastTimestamp']),
    persisted:
      meta['persisted'] === undefined ? null : { sequence: Number(meta['persistedSequence']), id: meta['persisted'] },
  };
}
