import { Controller, Get } from '@nestjs/common';

import { AllowTicket, CurrentPrincipal, type Principal, Public, RequireScope } from '#platform';
import { StreamTickets } from '#streams';

import { type Headers, type Rider, startTestApp, type TestApp } from './test-app';

@Controller('guarded')
class GuardedController {
  @Get('open')
  @Public()
  open(): { open: boolean } {
    return { open: true };
  }

  @Get('any')
  @RequireScope('read')
  any(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Get('live/:name')
  @AllowTicket()
  @RequireScope('read')
  live(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Get('live')
  @AllowTicket()
  @RequireScope('read')
  liveAll(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Get('ingest/:name')
  @AllowTicket()
  @RequireScope('ingest')
  ingest(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
}

@Controller('silent')
class SilentController {
  @Get(':id')
  say(): string {
    return 'nothing was said of who may';
  }
}

describe('AuthGuard', () => {
  let test: TestApp;
  let rider: Rider;
  beforeAll(async () => {
    test = await startTestApp('users-guard', [GuardedController]);
    rider = await test.rider();
  });
  afterAll(() => test.stop());

  const principalOf = async (as: Headers) => (await test.send<Principal>('GET', 'guarded/any', as)).body;
  const ticket = async (stream: string): Promise<string> =>
    (await test.app.get(StreamTickets, { strict: false }).issue(await principalOf(rider.as), stream)).ticket;

  it('guards every route but the public ones, also those of other libraries', async () => {
    expect((await test.send('GET', 'guarded/open')).status).toBe(200);
    expect((await test.send('GET', 'guarded/any')).status).toBe(401);
    expect((await test.send('GET', 'health/live')).status).toBe(200);
  });

  it('does not let a program start that has a route of which nobody said who may call it', async () => {
    await expect(startTestApp('users-silent', [SilentController])).rejects.toThrow(
      'neither @Public() nor @RequireScope(…): GET silent/:id',
    );
  });

  it('tells the route who asks, with all scopes for who signed in', async () => {
    const { body } = await test.send('GET', 'guarded/any', rider.as);
    expect(body).toEqual({
      userId: rider.id,
      scopes: ['ingest', 'read', 'write', 'account'],
      via: 'access-token',
      credential: expect.stringMatching(/^session:[0-9a-f]{24}$/) as string,
      expiresAt: expect.any(Number) as number,
    });
  });

  it('takes a ticket once, for its own stream, to read', async () => {
    const path = `guarded/live/morning?ticket=${await ticket('morning')}`;

    expect(await test.send('GET', path)).toMatchObject({
      status: 200,
      body: { userId: rider.id, scopes: ['read'], via: 'ticket', streamName: 'morning' },
    });
    expect(await test.send('GET', path)).toMatchObject({ status: 401, body: { code: 'TICKET_INVALID' } });
    expect(await test.send('GET', `guarded/live/evening?ticket=${await ticket('morning')}`)).toMatchObject({
      status: 401,
      body: { code: 'TICKET_INVALID' },
    });
    expect(await test.send('GET', `guarded/ingest/morning?ticket=${await ticket('morning')}`)).toMatchObject({
      status: 403,
      body: { code: 'SCOPE_MISSING' },
    });
    expect(await test.send('GET', `guarded/live?ticket=${await ticket('morning')}`)).toMatchObject({
      status: 200,
      body: { streamName: 'morning' },
    });
  });

  it('takes no ticket once the session that made it has ended, though it was never used', async () => {
    const other = await test.rider();
    const principal = await principalOf(other.as);
    const made = await test.app.get(StreamTickets, { strict: false }).issue(principal, 'morning');
    await test.send('POST', 'auth/logout', {}, { refreshToken: other.refreshToken });
    expect(await test.send('GET', `guarded/live/morning?ticket=${made.ticket}`)).toMatchObject({
      status: 401,
      body: { code: 'TICKET_INVALID' },
    });
  });

  it('takes no ticket where none is allowed, nor two at once', async () => {
    expect(await test.send('GET', `guarded/any?ticket=${await ticket('morning')}`)).toMatchObject({
      status: 401,
      body: { code: 'CREDENTIALS_MISSING' },
    });
    const twice = `ticket=${await ticket('morning')}&ticket=${await ticket('morning')}`;
    expect((await test.send('GET', `guarded/live/morning?${twice}`)).status).toBe(401);
  });

  it('asks the database once whether the session of a token goes on, for many requests of a moment', async () => {
    const { as } = await test.rider();
    const find = jest.spyOn(test.connection.model('Session'), 'findOne');
    for (let request = 0; request < 5; request += 1)
      expect((await test.send('GET', 'guarded/any', as)).status).toBe(200);
    expect(find).toHaveBeenCalledTimes(1);
    find.mockRestore();
  });

  it('takes a good token while the database cannot be asked about its session', async () => {
    const { as } = await test.rider();
    const find = jest.spyOn(test.connection.model('Session'), 'findOne').mockImplementation(() => {
      throw Object.assign(new Error('no primary'), { name: 'MongoServerSelectionError' });
    });
    const answer = await test.send('GET', 'guarded/any', as);
    find.mockRestore();
    expect(answer.status).toBe(200);
  });

  it('answers 503, not 401, when the database cannot tell whose key it is', async () => {
    const find = jest.spyOn(test.connection.model('User'), 'findOne').mockImplementation(() => {
      throw Object.assign(new Error('no primary'), { name: 'MongoServerSelectionError' });
    });
    const answer = await test.send('GET', 'guarded/any', { 'x-api-key': `bpt_${'a'.repeat(8)}_${'b'.repeat(43)}` });
    find.mockRestore();
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });
});
