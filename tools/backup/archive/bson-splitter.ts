/** What the archive format puts between its parts, where the length of a document would be. */
export const TERMINATOR = Buffer.from([0xff, 0xff, 0xff, 0xff]);

/** MongoDB's limit for a document, with room for what an oplog entry has around it. */
const LARGEST = 16 * 1024 * 1024 + 64 * 1024;

/** Cuts a stream of bytes into BSON documents and terminators, whatever pieces the bytes come in. */
export class BsonSplitter {
  private pending: Buffer[] = [];
  private size = 0;
  private needed = 4;

  /** @throws Error where the bytes are no BSON */
  *push(chunk: Buffer): Generator<Buffer> {
    this.pending.push(chunk);
    this.size += chunk.length;
    if (this.size < this.needed) return;
    const bytes = this.pending.length === 1 ? chunk : Buffer.concat(this.pending);
    let at = 0;
    for (; ; at += this.needed) {
      this.needed = 4;
      if (bytes.length - at < 4) break;
      const length = bytes.readInt32LE(at);
      if (length !== -1) {
        if (length < 5 || length > LARGEST) throw new Error('the archive is damaged: this is no BSON document');
        this.needed = length;
        if (bytes.length - at < length) break;
      }
      yield bytes.subarray(at, at + this.needed);
    }
    this.pending = [bytes.subarray(at)];
    this.size = bytes.length - at;
  }

  /** @throws Error when the stream ended within a document */
  end(): void {
    if (this.size > 0) throw new Error('the archive is damaged: it ends within a document');
  }
}

export const isTerminator = (piece: Buffer): boolean => piece.length === TERMINATOR.length;
