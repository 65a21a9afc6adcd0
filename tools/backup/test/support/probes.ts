import { mongo } from 'mongoose';

import { connected } from '../../../servers';

interface Probe {
  begun: number;
  acknowledged: number;
}

const DATABASE = 'faults';
const COLLECTION = 'probes';

/** Writes one document after the other until it is stopped, and remembers when a majority had each. */
export class Probes {
  private readonly all: Probe[] = [];
  private over = false;
  private readonly writing: Promise<void>;

  private constructor(private readonly client: mongo.MongoClient) {
    this.writing = this.write();
  }

  static async start(uri: string): Promise<Probes> {
    return new Probes(await mongo.MongoClient.connect(uri));
  }

  /** The numbers of the probes that a server has. */
  static async in(uri: string): Promise<Set<number>> {
    const find = (client: mongo.MongoClient) =>
      client.db(DATABASE).collection<{ _id: number }>(COLLECTION).find().toArray();
    return new Set((await connected(uri, find)).map(({ _id }) => _id));
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.writing;
    await this.client.close();
  }

  /** Which must be there, and which must not, in a database as it was at a moment. */
  at(moment: Date): { must: number[]; mustNot: number[] } {
    const time = moment.getTime();
    const numbers = (is: (probe: Probe) => boolean): number[] =>
      this.all.flatMap((probe, number) => (is(probe) ? [number] : []));
    return {
      must: numbers(({ acknowledged }) => acknowledged < time),
      mustNot: numbers(({ begun }) => begun > time),
    };
  }

  private async write(): Promise<void> {
    const probes = this.client.db(DATABASE).collection<{ _id: number }>(COLLECTION);
    while (!this.over) {
      const begun = Date.now();
      await probes.insertOne({ _id: this.all.length }, { writeConcern: { w: 'majority' } });
      this.all.push({ begun, acknowledged: Date.now() });
    }
  }
}
