import { type Connection, mongo, Types } from 'mongoose';

import { inTransaction } from '#platform';
import { type ChunkStore } from '#streams';
import { type FtpService, type UsersService } from '#users';
import { type Housekeeping, type UnattendedWorkouts, type WorkoutsService } from '#workouts';

import { type AuditLog } from '../../../libs/users/src/audit/audit-log.service';
import { type SessionsService } from '../../../libs/users/src/sessions.service';
import { DAY, FIRST, type Sample } from './sample-riders';

/** The services, and in whose name they are called. */
export interface Context extends Sample {
  connection: Connection;
  users: UsersService;
  ftp: FtpService;
  sessions: SessionsService;
  audit: AuditLog;
  workouts: WorkoutsService;
  unattended: UnattendedWorkouts;
  chunks: ChunkStore;
  housekeeping: Housekeeping;
  /** Id of the rider. */
  rider: string;
  /** Id of one of the rider's workouts. */
  ride: (index: number) => Types.ObjectId;
  owned: (index: number) => { _id: Types.ObjectId; userId: Types.ObjectId };
}

type Call = [string, (context: Context) => Promise<unknown>];

const KEY = { _id: new Types.ObjectId(), keyHash: 'hash', prefix: 'bpt_1', name: 'test', scopes: [] };
const NEW_KEY = { ...KEY, lastUsedAt: null, expiresAt: null, createdAt: new Date() };
const [FROM, BEFORE] = [new Date(FIRST + 10 * DAY), new Date(FIRST + 40 * DAY)];
const EVERYTHING = { sport: 'cycling', startDate: FROM, endDate: BEFORE, tag: 'race', q: 'hill' } as const;
const COUNT = [{ $group: { _id: null, count: { $sum: 1 } } }];
const REFUSAL = { code: 'TEST', message: 'not expected' };
const TEXTS = { title: '', description: '', visibility: 'private', tags: [], equipment: [] } as const;
const ORIGIN = { address: '203.0.113.7', userAgent: null };
const HOUR = 3_600_000;
const soon = (): Date => new Date(Date.now() + HOUR);

/** `Class.method` and what is particular about the call; in this order, since some need what others leave. */
export const calls: Call[] = [
  ['UsersService.create', ({ users }) => users.create({ email: 'new@example.com', passwordHash: '$argon2id$' })],
  ['UsersService.get', ({ users, rider }) => users.get(rider)],
  ['UsersService.credentialsOf', ({ users }) => users.credentialsOf('rider-3@example.com')],
  ['UsersService.credentialsById', ({ users, rider }) => users.credentialsById(rider)],
  [
    'UsersService.changePassword',
    ({ users, rider, connection }) =>
      inTransaction(connection, (session) => users.changePassword(rider, 'another hash', '$argon2id$', session)),
  ],
  ['UsersService.loggedIn', ({ users, rider }) => users.loggedIn(rider, 'another hash')],
  ['UsersService.setSharesPublicly', ({ users, rider }) => users.setSharesPublicly(rider, true)],
  ['UsersService.publicProfile', ({ users, rider }) => users.publicProfile(rider)],
  ['UsersService.sharingPosition', ({ users, rider }) => users.sharingPosition([rider])],
  ['UsersService.settingsOf', ({ users, rider }) => users.settingsOf(rider)],
  ['UsersService.timezoneOf', ({ users, rider }) => users.timezoneOf(rider)],
  ['UsersService.applyChanges', ({ users, rider }) => users.applyChanges(rider, { displayName: 'Rider' })],
  ['UsersService.addApiKey', ({ users, rider }) => users.addApiKey(rider, NEW_KEY, 50)],
  ['UsersService.apiKeysOf', ({ users, rider }) => users.apiKeysOf(rider)],
  ['UsersService.apiKeyByHash', ({ users }) => users.apiKeyByHash(KEY.keyHash)],
  ['UsersService.apiKeyUsed', ({ users, rider }) => users.apiKeyUsed(rider, KEY._id, new Date(), new Date(0))],
  ['UsersService.removeApiKey', ({ users, rider }) => users.removeApiKey(rider, KEY._id.toString())],
  ['FtpService.history', ({ ftp, rider }) => ftp.history(rider)],
  ['FtpService.ftpInForceAt, between two', ({ ftp, rider }) => ftp.ftpInForceAt(rider, FROM)],
  ['FtpService.ftpInForceAt, before the first', ({ ftp, rider }) => ftp.ftpInForceAt(rider, new Date(0))],
  ['FtpService.setFtp', ({ ftp, rider }) => ftp.setFtp(rider, 250, 'manual')],
  [
    'SessionsService, from sign-in to the end',
    async ({ sessions, rider }) => {
      const { refreshToken } = await sessions.rotate((await sessions.start(rider, ORIGIN)).refreshToken, ORIGIN);
      await sessions.end(refreshToken);
    },
  ],
  [
    'SessionsService.list, .endOne and .endOthers',
    async ({ sessions, rider }) => {
      const { sessionId } = await sessions.start(rider, ORIGIN);
      await sessions.ownerOf(sessionId);
      await sessions.list(rider);
      await sessions.endOne(rider, sessionId);
      await sessions.endOthers(rider, sessionId);
    },
  ],
  [
    'AuditLog.list, two pages',
    async ({ audit, rider, auditEntryId }) => {
      await audit.list(rider, 10);
      await audit.list(rider, 10, auditEntryId.toString());
    },
  ],
  ['WorkoutsService.list', ({ workouts, rider }) => workouts.list(rider, {}, 1, 20)],
  ['WorkoutsService.list, third page', ({ workouts, rider }) => workouts.list(rider, {}, 3, 20)],
  ['WorkoutsService.list, by status', ({ workouts, rider }) => workouts.list(rider, { status: 'COMPLETED' }, 1, 20)],
  ['WorkoutsService.list, deleted', ({ workouts, rider }) => workouts.list(rider, { status: 'DELETED' }, 1, 20)],
  ['WorkoutsService.list, by sport', ({ workouts, rider }) => workouts.list(rider, { sport: 'running' }, 1, 20)],
  [
    'WorkoutsService.list, by date',
    ({ workouts, rider }) => workouts.list(rider, { startDate: FROM, endDate: BEFORE }, 1, 20),
  ],
  ['WorkoutsService.list, by tag', ({ workouts, rider }) => workouts.list(rider, { tag: 'race' }, 1, 20)],
  ['WorkoutsService.list, by words', ({ workouts, rider }) => workouts.list(rider, { q: 'hill' }, 1, 20)],
  ['WorkoutsService.list, by everything', ({ workouts, rider }) => workouts.list(rider, EVERYTHING, 1, 20)],
  [
    'WorkoutsService.insert',
    ({ workouts, rider, streamId }) =>
      workouts.insert({
        ...TEXTS,
        ...{ tags: [], equipment: [], userId: rider, streamId: streamId.toString(), streamName: 'another' },
        ...{ sport: 'cycling', startTime: new Date(), startTimeGiven: false },
      }),
  ],
  ['WorkoutsService.get', ({ workouts, rider, ride }) => workouts.get(rider, ride(5).toString())],
  ['WorkoutsService.getVisible', ({ workouts, rider, ride }) => workouts.getVisible(rider, ride(5).toString())],
  ['WorkoutsService.visibleVersion', ({ workouts, rider, ride }) => workouts.visibleVersion(rider, ride(5).toString())],
  ['WorkoutsService.powerCurveOf', ({ workouts, rider, ride }) => workouts.powerCurveOf(rider, ride(5).toString())],
  [
    'WorkoutsService.getVisible, with telemetry',
    ({ workouts, rider, ride }) => workouts.getVisible(rider, ride(5).toString(), 'telemetry'),
  ],
  [
    'WorkoutsService.unfinishedByStream',
    ({ workouts, rider }) => workouts.unfinishedByStream(rider, `ride-${rider}-1`),
  ],
  ['WorkoutsService.visibleByStream', ({ workouts, rider }) => workouts.visibleByStream(rider, `ride-${rider}-1`)],
  ['WorkoutsService.hasPublic', ({ workouts, rider }) => workouts.hasPublic(rider)],
  ['WorkoutsService.aggregateFinished', ({ workouts, rider }) => workouts.aggregateFinished(rider, {}, COUNT)],
  [
    'WorkoutsService.aggregateFinished, by date and sport',
    ({ workouts, rider }) => workouts.aggregateFinished(rider, { from: FROM, before: BEFORE, sport: 'cycling' }, COUNT),
  ],
  ['WorkoutsService.firstFinishedAt', ({ workouts, rider }) => workouts.firstFinishedAt(rider)],
  [
    'WorkoutsService.move',
    ({ workouts, rider, ride }) => workouts.move(rider, ride(0).toString(), 'ACTIVE', 'PAUSED', REFUSAL),
  ],
  [
    'WorkoutsService.change',
    ({ workouts, rider, ride }) => workouts.change(rider, ride(5).toString(), { title: 'Changed' }),
  ],
  [
    'WorkoutsService.requestCompletion',
    ({ workouts, rider, ride }) => workouts.requestCompletion(rider, ride(0).toString()),
  ],
  [
    'WorkoutsService.complete',
    ({ connection, workouts, owned }) => {
      const completion = {
        startTime: FROM,
        endTime: BEFORE,
        summary: null,
        telemetry: null,
        bestEfforts: {},
        powerCurve: null,
      };
      return inTransaction(connection, (session) => workouts.complete(owned(1), completion, session));
    },
  ],
  [
    'WorkoutsService.setPersonalRecords',
    ({ connection, workouts, owned }) =>
      inTransaction(connection, (session) => workouts.setPersonalRecords(owned(1), [], session)),
  ],
  [
    'WorkoutsService.markDeleted',
    ({ connection, workouts, rider, ride }) =>
      inTransaction(connection, (session) => workouts.markDeleted(rider, ride(6).toString(), session)),
  ],
  ['WorkoutsService.leftoversCleared', ({ workouts, owned }) => workouts.leftoversCleared(owned(6))],
  ['UnattendedWorkouts.interruptedCompletions', ({ unattended }) => unattended.interruptedCompletions(soon(), 50)],
  ['UnattendedWorkouts.quietSince', ({ unattended }) => unattended.quietSince(soon(), 50)],
  ['WorkoutsService.seen', ({ workouts, owned }) => workouts.seen(owned(2), new Date())],
  ['UnattendedWorkouts.withLeftovers', ({ unattended }) => unattended.withLeftovers(soon(), 50)],
  ['UnattendedWorkouts.deletedBefore', ({ unattended }) => unattended.deletedBefore(soon(), 50)],
  ['UnattendedWorkouts.purge', ({ unattended, owned }) => unattended.purge(owned(9))],
  [
    'WorkoutsService.refersTo',
    ({ workouts, rider, ride }) => workouts.refersTo(rider, ride(5).toString(), new Types.ObjectId()),
  ],
  [
    'ChunkStore.insert',
    ({ chunks, streamId, rider, encoded }) => {
      const log = { firstLogId: '3-0', lastLogId: '4-0', points: 1, data: encoded };
      const chunk = { streamId, userId: new Types.ObjectId(rider), ...log, createdAt: new Date() };
      return chunks.insert({ bson: mongo.BSON.serialize(chunk), chunks: 1, points: 1 });
    },
  ],
  ['ChunkStore.read', ({ chunks, rider, streamId }) => chunks.read(rider, [streamId.toString()])],
  [
    'ChunkStore.writtenSince',
    ({ chunks, rider, streamId }) => chunks.writtenSince(rider, [streamId.toString()], new Date(0)),
  ],
  ['ChunkStore.remove', ({ chunks, rider, streamId }) => chunks.remove(rider, [streamId.toString()])],
  [
    'Housekeeping.round, two hours later',
    async ({ housekeeping, workouts, rider, ride }) => {
      await housekeeping.round(Date.now() + 2 * HOUR);
      const { status } = await workouts.get(rider, ride(0).toString());
      if (status !== 'COMPLETED') throw new Error('the interrupted completion was not finished');
    },
  ],
];
