import mongoose, { type Connection, mongo, type Model, Schema, trusted, Types } from 'mongoose';

import { acrossRiders, owned, RawCollection, UnownedQueryError } from '#platform';
import { dropDatabase, testMongoUri } from '#testing';

interface Note {
  userId: Types.ObjectId;
  text: string;
  visibility?: string;
}

const NoteSchema = new Schema<Note>(
  { userId: { type: Schema.Types.ObjectId, required: true }, text: String, visibility: String },
  { collection: 'notes', versionKey: false },
);
NoteSchema.plugin(owned, { by: 'userId', unless: { visibility: 'public' } });

describe('An owned collection', () => {
  const uri = testMongoUri('owned');
  const [ada, eve] = [new Types.ObjectId(), new Types.ObjectId()];
  let connection: Connection;
  let notes: Model<Note>;
  let raw: RawCollection<Note>;

  beforeAll(async () => {
    connection = await mongoose.createConnection(uri, { autoIndex: false }).asPromise();
    notes = connection.model<Note>('Note', NoteSchema);
    raw = new RawCollection(notes);
  });
  beforeEach(async () => {
    await connection.collection('notes').deleteMany({});
    await notes.create([
      { userId: ada, text: 'one', visibility: 'public' },
      { userId: ada, text: 'two' },
      { userId: eve, text: 'three' },
    ]);
  });
  afterAll(async () => {
    await connection.close();
    await dropDatabase(uri);
  });

  const text = { text: 'one' };
  const stored = () => connection.collection<Note>('notes').find().sort({ text: 1 }).toArray();

  it('answers whoever names the owner', async () => {
    expect(await notes.countDocuments({ userId: ada })).toBe(2);
    expect(await notes.distinct('text', { userId: ada.toString() })).toEqual(['one', 'two']);
    expect(await notes.exists({ userId: ada, ...text })).not.toBeNull();
    expect(await notes.find().where({ userId: ada }).lean()).toHaveLength(2);
    expect(await notes.aggregate([{ $match: { userId: ada } }, { $count: 'count' }])).toEqual([{ count: 2 }]);
    expect(await notes.find({ $or: [{ userId: eve }, { visibility: 'public' }] }).lean()).toHaveLength(2);
    expect(await notes.updateOne({ userId: ada, ...text }, { text: 'four' })).toMatchObject({ modifiedCount: 1 });
    await notes.bulkWrite([
      { insertOne: { document: { userId: eve, text: 'new' } } },
      { updateOne: { filter: { userId: ada, text: 'two' }, update: { $set: { text: 'five' } } } },
      { deleteOne: { filter: { userId: ada, text: 'four' } } },
    ]);
    await notes.insertMany([{ userId: eve, text: 'last' }]);
    expect((await stored()).map((note) => note.text)).toEqual(['five', 'last', 'new', 'three']);
  });

  type Attempt = [string, () => PromiseLike<unknown>];
  const attempts: Attempt[] = [
    ['find', () => notes.find(text)],
    ['find without a filter', () => notes.find()],
    ['find, lean', () => notes.find(text).lean()],
    ['find, as a cursor', () => notes.find(text).cursor().next()],
    ['find of many owners', () => notes.find({ userId: trusted({ $in: [ada, eve] }) })],
    ['find of a copy of a marked query', () => acrossRiders('test', notes.find(text)).clone()],
    ['findOne', () => notes.findOne(text)],
    ['findById', () => notes.findById(ada)],
    ['exists', () => notes.exists(text)],
    ['countDocuments', () => notes.countDocuments(text)],
    ['estimatedDocumentCount', () => notes.estimatedDocumentCount()],
    ['distinct', () => notes.distinct('text')],
    ['aggregate', () => notes.aggregate([{ $match: text }])],
    [
      'aggregate, as a cursor',
      () =>
        notes
          .aggregate([{ $match: text }])
          .cursor()
          .next(),
    ],
    ['aggregate with $lookup', () => notes.aggregate([{ $match: { userId: ada } }, { $lookup: LOOKUP }])],
    ['updateOne', () => notes.updateOne(text, { text: 'x' })],
    ['updateMany', () => notes.updateMany({}, { text: 'x' })],
    ['updateMany of what others may only read', () => notes.updateMany(READABLE, { text: 'x' })],
    ['updateOne to another owner', () => notes.updateOne({ userId: ada }, { userId: eve })],
    ['updateOne that upserts', () => notes.updateOne(text, { text: 'x' }, { upsert: true })],
    ['replaceOne', () => notes.replaceOne(text, { text: 'x' })],
    ['findOneAndUpdate', () => notes.findOneAndUpdate(text, { text: 'x' })],
    ['findOneAndReplace', () => notes.findOneAndReplace(text, { text: 'x' })],
    ['findOneAndDelete', () => notes.findOneAndDelete(text)],
    ['findByIdAndDelete', () => notes.findByIdAndDelete(ada)],
    ['deleteOne', () => notes.deleteOne(text)],
    ['deleteMany', () => notes.deleteMany({})],
    ['deleteOne of a document', async () => (await notes.findOne({ userId: ada }))?.deleteOne()],
    [
      'updateOne of a document',
      async () => void (await (await notes.findOne({ userId: ada }))?.updateOne({ text: 'x' })),
    ],
    ['save of a document', async () => (await notes.findOne({ userId: ada }))?.set({ text: 'x' }).save()],
    ['insertMany', () => notes.insertMany([{ userId: ada, text: 'x' }, { text: 'x' }])],
    ['insertMany of one', () => notes.insertMany({ text: 'x' })],
    ['bulkWrite, insert', () => notes.bulkWrite([{ insertOne: { document: { text: 'x' } as Note } }])],
    ['bulkWrite, update', () => notes.bulkWrite([{ updateOne: { filter: text, update: { text: 'x' } } }])],
    ['bulkWrite, delete', () => notes.bulkWrite([{ deleteMany: { filter: {} } }])],
    [
      'bulkWrite, to another owner',
      () => notes.bulkWrite([{ updateOne: { filter: { userId: ada }, update: { $set: { userId: eve } } } }]),
    ],
    ['bulkSave', async () => notes.bulkSave(await notes.find({ userId: ada }).then(changed))],
    ['raw find', async () => raw.find(text, {}).toArray()],
    ['raw find with the text of an id', async () => raw.find({ userId: ada.toString() }, {}).toArray()],
  ];
  const READABLE = { $or: [{ userId: eve }, { visibility: 'public' }] };
  const LOOKUP = { from: 'users', localField: 'userId', foreignField: '_id', as: 'user' };
  const changed = <D extends { set: (values: object) => unknown }>(documents: D[]): D[] => {
    for (const document of documents) document.set({ text: 'x' });
    return documents;
  };

  it.each(attempts)('refuses %s where no owner is named, and nothing happens', async (_, attempt) => {
    const before = await stored();
    await expect(Promise.resolve().then(attempt)).rejects.toThrow(UnownedQueryError);
    expect(await stored()).toEqual(before);
  });

  it('refuses to insert a document that is nobody’s', async () => {
    await expect(notes.create({ text: 'x' })).rejects.toThrow(/userId/);
  });

  it('lets those through that say why', async () => {
    expect(await acrossRiders('test', notes.find(text)).lean()).toHaveLength(1);
    expect(await acrossRiders('test', notes.find(text).sort({ text: 1 })).limit(1)).toHaveLength(1);
    expect(await acrossRiders('test', notes.estimatedDocumentCount())).toBe(3);
    expect(await acrossRiders('test', notes.aggregate([{ $count: 'count' }]))).toEqual([{ count: 3 }]);
    expect(await raw.findOneAcrossRiders('test', text, { projection: { _id: 0, text: 1 } })).toEqual(text);
  });

  it('is held to the rule by the driver’s own collection too', async () => {
    expect(await raw.find<Note>({ userId: ada }, { projection: { _id: 0, text: 1 } }).toArray()).toHaveLength(2);
    const free = connection.model<Note>('Free', new Schema<Note>({ text: String }));
    expect(() => new RawCollection(free)).toThrow('not owned');
  });

  it('inserts documents that are BSON already, all of them or as many as can be', async () => {
    const document = (text: string, _id = new Types.ObjectId()) => mongo.BSON.serialize({ _id, userId: eve, text });
    const before = await notes.countDocuments({ userId: eve });
    await raw.insertBson(Buffer.concat([document('one'), document('two')]), { w: 'majority' });
    expect(await notes.countDocuments({ userId: eve })).toBe(before + 2);
    const known = new Types.ObjectId();
    const withTwins = Buffer.concat([document('three', known), document('twin', known), document('four')]);
    await expect(raw.insertBson(withTwins)).rejects.toThrow(/E11000 duplicate key/);
    const texts = (await notes.find({ userId: eve })).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['one', 'two', 'three', 'four']));
    await expect(raw.insertBson(document('x').subarray(0, -1))).rejects.toThrow();
    expect(await notes.countDocuments({ userId: eve })).toBe(before + 4);
  });
});
