/** Where a server of ours keeps its things and listens. */
export interface ServerPlace {
  /** Where the data are kept from one start to the next; without one, a temporary folder that goes with the server. */
  readonly directory?: string;
  /** Where the log is written; without one, beside the data. */
  readonly logDirectory?: string;
  /** A port of 127.0.0.1; without one, a free one. */
  readonly port?: number;
}
