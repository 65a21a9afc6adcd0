import { createRequire } from 'node:module';

type Sequence = new (field: string) => { push(document: object, bson: Uint8Array): number };

/** The driver that Mongoose uses. It has no public way to send documents that are BSON already; its own bulk writes take this one. */
const { DocumentSequence } = createRequire(require.resolve('mongoose'))('mongodb/lib/cmap/commands') as {
  DocumentSequence: Sequence;
};

/**
 * The value of a field of a command that is a list of documents.
 * @param field its name
 * @param bson the documents, one behind the other
 */
export function bsonDocuments(field: string, bson: Uint8Array): object {
  const documents = new DocumentSequence(field);
  documents.push({}, bson);
  return documents;
}
