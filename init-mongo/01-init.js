// Runs once, when a MongoDB starts with no data: the collections, what MongoDB itself refuses in them, and the indexes.
// The indexes are those that the schemas declare (which query each serves is said there); a test holds the two together.
// Later changes of the schemas reach a database that has data by `npm run db:indexes`.
//
// MONGO_INITDB_DATABASE  the service's database; bike-power-tracker where it is not set

const { MONGO_INITDB_DATABASE: databaseName = 'bike-power-tracker' } = process.env;
const database = db.getSiblingDB(databaseName);

/** The last line of defence, for writes that do not come through the service: what everything else relies on. */
const validated = (required, properties) => ({
  validator: { $jsonSchema: { bsonType: 'object', required, properties } },
  validationLevel: 'strict',
  validationAction: 'error',
});

const collections = {
  users: {
    options: validated(['email', 'createdAt'], {
      email: { bsonType: 'string', minLength: 3 },
      createdAt: { bsonType: 'date' },
      settings: { bsonType: 'object', properties: { sharePosition: { bsonType: 'bool' } } },
    }),
    indexes: [
      [{ email: 1 }, { unique: true }],
      [
        { 'oauth.provider': 1, 'oauth.providerId': 1 },
        { unique: true, partialFilterExpression: { 'oauth.providerId': { $exists: true } } },
      ],
      [{ 'apiKeys.keyHash': 1 }, { sparse: true }],
    ],
  },
  ftp_history: { indexes: [[{ userId: 1, createdAt: -1, _id: -1 }]] },
  sessions: {
    indexes: [[{ selector: 1 }], [{ userId: 1, lastUsedAt: -1 }], [{ expiresAt: 1 }, { expireAfterSeconds: 0 }]],
  },
  audit_log: { indexes: [[{ userId: 1, at: -1, _id: -1 }], [{ expiresAt: 1 }, { expireAfterSeconds: 0 }]] },
  telemetry_chunks: { indexes: [[{ streamId: 1 }]] },
  workouts: {
    options: validated(['userId', 'startTime', 'status'], {
      userId: { bsonType: 'objectId' },
      startTime: { bsonType: 'date' },
      status: { enum: ['ACTIVE', 'PAUSED', 'COMPLETED', 'ARCHIVED', 'DELETED'] },
    }),
    indexes: [
      [{ userId: 1, startTime: -1, _id: -1 }],
      [{ userId: 1, status: 1, startTime: -1, _id: -1 }],
      [{ userId: 1, sport: 1, status: 1, startTime: -1, _id: -1 }],
      [{ userId: 1, tags: 1, status: 1, startTime: -1, _id: -1 }],
      [{ userId: 1 }, { partialFilterExpression: { visibility: 'public' }, name: 'public_by_rider' }],
      [
        { userId: 1, title: 'text', description: 'text' },
        { default_language: 'none', name: 'text' },
      ],
      [
        { streamName: 1 },
        {
          unique: true,
          partialFilterExpression: { status: { $in: ['ACTIVE', 'PAUSED'] } },
          name: 'unfinished_by_stream',
        },
      ],
      [
        { lastSeenAt: 1 },
        {
          partialFilterExpression: { status: { $in: ['ACTIVE', 'PAUSED'] } },
          name: 'unfinished_by_last_seen',
        },
      ],
      [{ completionRequestedAt: 1 }, { sparse: true }],
      [{ leftoversSince: 1 }, { sparse: true }],
      [{ deletedAt: 1 }, { sparse: true }],
    ],
  },
  personal_records: { indexes: [[{ userId: 1, sport: 1, metric: 1, duration: 1 }, { unique: true }]] },
  record_books: { indexes: [] },
  training_months: { indexes: [] },
};

for (const [name, { options = {}, indexes }] of Object.entries(collections)) {
  database.createCollection(name, options);
  for (const [keys, properties = {}] of indexes) database.getCollection(name).createIndex(keys, properties);
}
print(`created ${Object.keys(collections).length} collections in ${databaseName}`);
