import { FtpService, UsersService } from '#users';

import { type FtpHistoryEntryResponse } from '../src/http/ftp.dto';
import { type UserResponse } from '../src/http/user.dto';
import { type Rider, startTestApp, type TestApp } from './test-app';

const NOBODY = 'a'.repeat(24);

describe('riders', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp('users')));
  afterAll(() => test.stop());

  const patch = (rider: Rider, body: object) => test.send<UserResponse>('PATCH', 'users/me', rider.as, body);
  const history = async (rider: Rider) =>
    (await test.send<FtpHistoryEntryResponse[]>('GET', 'users/me/ftp-history', rider.as)).body;

  it('merges what changes and clears what is null', async () => {
    const rider = await test.rider();
    await patch(rider, { displayName: 'Kim', settings: { weight: 71.5, timezone: 'Asia/Kolkata', units: 'imperial' } });
    const { status, body } = await patch(rider, { displayName: null, settings: { weight: null, maxHr: 188 } });

    expect(status).toBe(200);
    expect(body).toMatchObject({ id: rider.id, email: rider.email, displayName: null });
    expect(body.settings).toEqual({
      units: 'imperial',
      ftp: null,
      maxHr: 188,
      weight: null,
      timezone: 'Asia/Kolkata',
      weekStart: 'monday',
      defaultVisibility: 'private',
      sharePosition: false,
    });
    expect((await test.send('GET', 'users/me', rider.as)).body).toEqual(body);
    expect((await patch(rider, {})).body).toEqual(body);
  });

  it('shows oneself in full by id and by "me"', async () => {
    const rider = await test.rider();
    const byId = await test.send<UserResponse>('GET', `users/${rider.id.toUpperCase()}`, rider.as);
    expect(byId).toMatchObject({ status: 200, body: { id: rider.id, email: rider.email } });
    expect(byId.body).toEqual((await test.send('GET', 'users/me', rider.as)).body);
  });

  it('shows others by name alone, and only while they share something', async () => {
    const [viewer, other] = [await test.rider(), await test.rider()];
    await patch(other, { displayName: 'Sam' });
    const users = test.app.get(UsersService);
    const look = () => test.send('GET', `users/${other.id}`, viewer.as);
    const nobody = await test.send('GET', `users/${NOBODY}`, viewer.as);

    const hidden = await look();
    expect(hidden.status).toBe(404);
    expect({ ...hidden.body, requestId: '' }).toEqual({ ...nobody.body, requestId: '' });
    await users.setSharesPublicly(other.id, true);
    expect(await look()).toMatchObject({ status: 200 });
    expect((await look()).body).toEqual({ id: other.id, displayName: 'Sam', avatarUrl: null });
    await users.setSharesPublicly(other.id, false);
    expect((await look()).status).toBe(404);
  });

  it('dates every FTP, newest first, and shows the latest in the settings', async () => {
    const rider = await test.rider();
    const put = (body: object) => test.send('PUT', `users/${rider.id}/ftp`, rider.as, body);

    expect(await put({ ftp: 240 })).toMatchObject({ status: 200, body: { ftp: 240 } });
    await put({ ftp: 255, source: 'ramp test' });
    expect((await test.app.get(UsersService).settingsOf(rider.id)).ftp).toBe(255);
    await patch(rider, { settings: { ftp: 260 } });
    await patch(rider, { settings: { ftp: 260, weekStart: 'sunday' } });

    const entries = await history(rider);
    expect(entries.map(({ ftp, source, userId }) => [ftp, source, userId])).toEqual([
      [260, 'settings', rider.id],
      [255, 'ramp test', rider.id],
      [240, 'manual', rider.id],
    ]);
    expect(Object.keys(entries[0] ?? {}).sort()).toEqual(['createdAt', 'ftp', 'id', 'source', 'userId']);
    expect(await test.app.get(UsersService).settingsOf(rider.id)).toMatchObject({ ftp: 260, weekStart: 'sunday' });
  });

  it('leaves settings and history in agreement when eight values come at the same instant', async () => {
    const rider = await test.rider();
    const values = [201, 202, 203, 204, 205, 206, 207, 208];
    const answers = await Promise.all(
      values.map((ftp, index) =>
        index % 2
          ? test.send('PUT', 'users/me/ftp', rider.as, { ftp })
          : test.send('PATCH', 'users/me', rider.as, { settings: { ftp } }),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual(values.map(() => 200));
    const entries = await history(rider);
    expect(entries.map(({ ftp }) => ftp).sort()).toEqual(values);
    expect((await test.app.get(UsersService).settingsOf(rider.id)).ftp).toBe(entries[0]?.ftp);
  });

  it('knows the FTP that was in force at any time', async () => {
    const rider = await test.rider();
    const ftp = test.app.get(FtpService);
    const at = (day: string) => ftp.ftpInForceAt(rider.id, new Date(day));
    expect(await at('2026-06-01')).toBeNull();

    const entries = test.connection.model('FtpHistoryEntry');
    await entries.create([
      { userId: rider.id, ftp: 270, source: 'test', createdAt: new Date('2026-06-10') },
      { userId: rider.id, ftp: 250, source: 'test', createdAt: new Date('2026-05-10') },
      { userId: rider.id, ftp: null, source: 'settings', createdAt: new Date('2026-07-10') },
      { userId: NOBODY, ftp: 999, source: 'test', createdAt: new Date('2026-06-15') },
    ]);

    expect(await at('2026-05-09T23:59:59.999Z')).toBe(250);
    expect(await at('2026-05-10')).toBe(250);
    expect(await at('2026-06-09T23:59:59.999Z')).toBe(250);
    expect(await at('2026-06-10')).toBe(270);
    expect(await at('2026-07-11')).toBeNull();
    expect((await history(rider)).map((entry) => entry.ftp)).toEqual([270, 250]);
  });

  it('takes an FTP back: later rides have none, earlier ones keep theirs', async () => {
    const rider = await test.rider();
    const ftp = test.app.get(FtpService);
    await ftp.setFtp(rider.id, 250, 'manual');
    const before = new Date();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await patch(rider, { settings: { ftp: null } });

    expect(await ftp.ftpInForceAt(rider.id, before)).toBe(250);
    expect(await ftp.ftpInForceAt(rider.id, new Date(Date.now() + 1_000))).toBeNull();
    expect((await history(rider)).map((entry) => entry.ftp)).toEqual([250]);
  });

  it('writes no history for a rider who is not there', async () => {
    await expect(test.app.get(FtpService).setFtp(NOBODY, 250, 'manual')).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
    });
    expect(await test.connection.collection('ftp_history').countDocuments({ source: 'manual', ftp: 250 })).toBe(1);
  });

  it('tells other libraries settings and time zone, and that a rider is missing', async () => {
    const users = test.app.get(UsersService);
    const rider = await test.rider();
    await patch(rider, { settings: { timezone: 'America/New_York' } });

    expect(await users.timezoneOf(rider.id)).toBe('America/New_York');
    await expect(users.settingsOf(NOBODY)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    await expect(users.setSharesPublicly(NOBODY, true)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });

  it('serves every query from an index', async () => {
    const winning = async (collection: string, filter: object, sort: object = {}): Promise<string> => {
      const cursor = test.connection
        .collection(collection)
        .find(filter)
        .sort(sort as never);
      const { queryPlanner } = (await cursor.explain('queryPlanner')) as { queryPlanner: { winningPlan: object } };
      return JSON.stringify(queryPlanner.winningPlan);
    };
    const plans = await Promise.all([
      winning('users', { email: 'a@x.org' }),
      winning('users', { 'apiKeys.keyHash': 'x' }),
      winning('users', { 'oauth.provider': 'p', 'oauth.providerId': 'x' }),
      winning('ftp_history', { userId: 1, createdAt: { $lte: new Date() } }, { createdAt: -1, _id: -1 }),
      winning('ftp_history', { userId: 1 }, { createdAt: 1, _id: 1 }),
    ]);
    for (const plan of plans) {
      expect(plan).toMatch(/IXSCAN|EXPRESS_IXSCAN/);
      expect(plan).not.toMatch(/COLLSCAN|"SORT"/);
    }
  });
});
