import { MAX_STEP } from '../intake';
import { type PointRuns } from '../point-runs';
import { MAX_MESSAGE_BYTES } from '../telemetry-message';
import { BodyReader } from './body-reader';

let reader: BodyReader | null = null;

/**
 * The body of `POST …/points`, if it is plainly one: `{"points":[…]}` with at most {@link MAX_STEP} points, each later than the
 * one before.
 * @returns null for any other, which may be right or wrong
 */
export function readPointsBody(body: Uint8Array): PointRuns | null {
  reader ??= new BodyReader();
  return reader.points(body, MAX_STEP);
}

/**
 * The body of `POST …/messages`, if it is plainly a point that was written as JSON within JSON: `{"message":"{…}"}`.
 * @returns null for any other, which may be right or wrong
 */
export function readMessageBody(body: Uint8Array): { text: string; runs: PointRuns } | null {
  reader ??= new BodyReader();
  return reader.message(body, MAX_MESSAGE_BYTES);
}
