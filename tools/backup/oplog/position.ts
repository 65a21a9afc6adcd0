import { mongo } from 'mongoose';

/** A place in the oplog: seconds since 1970, and the number of the entry within that second. */
export interface Position {
  seconds: number;
  ordinal: number;
}

/** A place in the oplog, with the time that the server's clock showed when it was written. */
export interface OplogTime extends Position {
  wall: string;
}

export const positionOf = (ts: mongo.Timestamp): Position => ({
  seconds: ts.getHighBitsUnsigned(),
  ordinal: ts.getLowBitsUnsigned(),
});

export const timestampOf = ({ seconds, ordinal }: Position): mongo.Timestamp =>
  new mongo.Timestamp({ t: seconds, i: ordinal });

/** Negative where `left` comes first, 0 where both are the same place. */
export const compare = (left: Position, right: Position): number =>
  left.seconds - right.seconds || left.ordinal - right.ordinal;

/** `1795528860-1`, for names of files. */
export const named = ({ seconds, ordinal }: Position): string => `${seconds}-${ordinal}`;
