import { type Gatherer } from '../src/ingest/gatherer';

/** A stream as the scripts of Redis are told of it. */
export interface Described {
  streamId: string;
  streamName: string;
  runs: { first: number; last: number; arrival: number; ordinal: number }[];
}

export function described(gatherer: Gatherer, streams: number): Described[] {
  const text = gatherer.describe(0, streams);
  const found: Described[] = [];
  for (let at = 0; at < text.length;) {
    const streamId = text.toString('latin1', at, at + 24);
    const nameLength = text.readUInt32LE(at + 24);
    const runs = text.readUInt32LE(at + 28);
    const streamName = text.toString('utf8', at + 32, at + 32 + nameLength);
    at += 32 + nameLength;
    found.push({ streamId, streamName, runs: Array.from({ length: runs }, (_, run) => runAt(text, at + 32 * run)) });
    at += 32 * runs;
  }
  return found;
}

function runAt(text: Buffer, at: number): Described['runs'][number] {
  const [first, last, arrival, ordinal] = [0, 8, 16, 24].map((place) => text.readDoubleLE(at + place)) as Numbers;
  return { first, last, arrival, ordinal };
}

type Numbers = [number, number, number, number];
