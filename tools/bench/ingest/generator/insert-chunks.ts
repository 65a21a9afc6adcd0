import { mongo } from 'mongoose';
import { makeEmpty, putAway } from '../chunk-collection';
import { SteadyRate } from '../steady-rate';

/** The chunks that a worker wrote, written again by the driver alone. */
export interface InsertJob {
  mongoUri: string;
  from: string;
  into: string;
  /** Unix ms: those written after it. */
  since: number;
  /** Groups that are being written at a time: a worker has one a log. */
  underWay: number;
}

export interface InsertResult {
  pointsPerSecond: number;
  points: number;
  chunks: number;
  /** Calls of insertMany. */
  groups: number;
}

interface Chunk {
  streamId: mongo.ObjectId;
  points: number;
  createdAt: Date;
}

/** What the worker wrote at one moment is one group; all are in memory before the clock starts. */
export async function insertChunks({ mongoUri, from, into, since, underWay }: InsertJob): Promise<InsertResult> {
  const client = await mongo.MongoClient.connect(mongoUri);
  try {
    const source = client.db().collection<Chunk>(from);
    const target = client.db().collection<Chunk>(into);
    await makeEmpty(client, into, from);
    await putAway(client);
    const chunks = await source.find({ createdAt: { $gt: new Date(since) } }).toArray();
    const groups = [...Map.groupBy(chunks, ({ createdAt }) => createdAt.getTime()).values()];
    const points = pointsOf(chunks);
    const rate = new SteadyRate(points);
    let [next, done] = [0, 0];
    const drive = async (): Promise<void> => {
      for (let group = groups[next++]; group; group = groups[next++]) {
        await target.insertMany(group, { ordered: false, writeConcern: { w: 'majority' } });
        rate.see((done += pointsOf(group)));
      }
    };
    await Promise.all(Array.from({ length: underWay }, drive));
    return { pointsPerSecond: rate.perSecond, points, chunks: chunks.length, groups: groups.length };
  } finally {
    await client.close();
  }
}

function pointsOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.points, 0);
}
