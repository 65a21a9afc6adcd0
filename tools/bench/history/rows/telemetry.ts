import { mongo } from 'mongoose';
import { decodeTelemetry } from '#telemetry';
import { inTurns } from '../../support/interleaved';
import { type Measured, measured, timed } from '../measured';
import { type Stage } from '../stage';

const GOAL = 3;
const WARM_UP = 20;
const pathOf = (id: string): string => `/api/workouts/${id}?includeTelemetry=true`;
/** The rider's own 4 h ride is the one with a goal. */
const GOAL_HOURS = 4;

/**
 * Rides with all their points, against reading and decoding the same in this process: what anybody must do who wants them.
 * Read first: one that the API has never sent. Read again: one that it keeps.
 */
export async function telemetry(stage: Stage, runs: number): Promise<Measured[]> {
  const rows: Measured[] = [];
  for (const [hours, id] of stage.history.rides) {
    const bare = () => timed(() => readAndDecode(stage, new mongo.ObjectId(id)));
    const goal = hours === GOAL_HOURS ? GOAL : null;
    const unread = await twinsOf(stage, id, runs + WARM_UP);
    const first = await inTurns(() => stage.ask(pathOf(unread.pop() ?? '')), bare, { runs, warmUp: WARM_UP });
    rows.push(measured(`${hours} h ride with its points, read first`, 'reading and decoding it', first, goal));
    const again = await inTurns(() => stage.ask(pathOf(id)), bare, { runs, warmUp: WARM_UP });
    rows.push(measured(`${hours} h ride with its points, read again`, 'reading and decoding it', again));
  }
  return rows;
}

/** Copies of a finished workout under ids of their own, so that there are rides that nobody has read. */
async function twinsOf({ workouts }: Stage, id: string, count: number): Promise<string[]> {
  const workout = await workouts.findOne({ _id: new mongo.ObjectId(id) });
  // Long ago, so that no other question meets them.
  const startTime = new Date(0);
  const twins = Array.from({ length: count }, () => ({ ...workout, _id: new mongo.ObjectId(), startTime }));
  await workouts.insertMany(twins);
  return twins.map(({ _id }) => _id.toHexString());
}

async function readAndDecode({ db, workouts }: Stage, _id: mongo.ObjectId): Promise<unknown> {
  const workout = await workouts.findOne({ _id }, { projection: { telemetry: 1 } });
  const { data, fileId } = (workout?.['telemetry'] ?? {}) as { data?: Buffer; fileId?: mongo.ObjectId };
  if (data) return decodeTelemetry(data);
  const parts = await db
    .collection<{ data: Buffer }>('telemetry.chunks')
    .find({ files_id: fileId }, { sort: { n: 1 } })
    .toArray();
  return decodeTelemetry(Buffer.concat(parts.map((part) => part.data)));
}
