import { mongo } from 'mongoose';

import { BsonSplitter, isTerminator, TERMINATOR } from './bson-splitter';

const document = (content: object): Buffer => Buffer.from(mongo.BSON.serialize(content));
const parts = [document({}), document({ a: 1 }), TERMINATOR, document({ text: 'x'.repeat(300) })];
const bytes = Buffer.concat(parts);

describe('the splitter', () => {
  it.each([1, 3, 4, 7, 64, bytes.length])('finds the same parts in pieces of %i bytes', (size) => {
    const splitter = new BsonSplitter();
    const found: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      found.push(...[...splitter.push(bytes.subarray(at, at + size))].map((part) => Buffer.from(part)));
    }
    splitter.end();
    expect(found).toEqual(parts);
    expect(found.map(isTerminator)).toEqual([false, false, true, false]);
  });

  it('says that the stream ended within a document', () => {
    const splitter = new BsonSplitter();
    expect([...splitter.push(bytes.subarray(0, bytes.length - 1))]).toHaveLength(3);
    expect(() => splitter.end()).toThrow('ends within a document');
  });

  it('refuses what is no BSON', () => {
    expect(() => [...new BsonSplitter().push(Buffer.from('not an archive'))]).toThrow('is damaged');
  });
});
