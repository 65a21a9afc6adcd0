import { type Gatherer } from '../src/ingest/gatherer';

/** A stream as the scripts of Redis are told of it. */
export interface Described {
  streamId: string;
  streamName: string;
  runs: Run[];
}

interface Run {
  first: number;
  last: number;
  mark: string;
}

export function described(gatherer: Gatherer, streams: number): Described[] {
  const text = gatherer.describe(0, streams);
  const found: Described[] = [];
  for (let at = 0; at < text.length;) {
    const streamId = text.toString('latin1', at, at + 24);
    const end = at + 28 + text.readUInt32LE(at + 24);
    const name = runEnd(text, at + 36);
    const others = name + text.readUInt32LE(at + 28);
    const runs = runsOf(Buffer.concat([text.subarray(at + 36, name), text.subarray(others, end)]));
    const stream = { streamId, streamName: text.toString('utf8', name, others), runs };
    if (stream.runs.length !== text.readUInt32LE(at + 32)) throw new Error('Runs are missing, or too many');
    found.push(stream);
    at = end;
  }
  return found;
}

function runsOf(text: Buffer): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < text.length;) {
    const end = runEnd(text, at);
    runs.push({
      first: text.readDoubleLE(at),
      last: text.readDoubleLE(at + 8),
      mark: text.toString('latin1', at + 17, end),
    });
    at = end;
  }
  return runs;
}

function runEnd(text: Buffer, at: number): number {
  return at + 17 + text.readUInt8(at + 16);
}
