import { PASSWORD, startTestApp, type TestApp } from './test-app';

describe('Limits on signing in', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp('login-limits', [], {
      TRUST_PROXY: 'loopback',
      LOGINS_PER_ADDRESS: '30',
      REGISTRATIONS_PER_ADDRESS: '20',
    });
  });
  afterAll(() => test.stop());

  const login = (email: string, password: string, address: string) =>
    test.send('POST', 'auth/login', { 'x-forwarded-for': address }, { email, password });
  const times = async (count: number, action: () => Promise<{ status: number }>): Promise<number[]> => {
    const statuses: number[] = [];
    for (let time = 0; time < count; time += 1) statuses.push((await action()).status);
    return statuses;
  };

  it('stop whoever tries the passwords of an account, wherever from, and tell when to come back', async () => {
    const { email } = await test.rider();
    let address = 0;
    const tries = await times(10, () => login(email, 'not the password', `198.51.100.${(address += 1)}`));
    expect(tries).toEqual(Array(10).fill(401));
    const refused = await login(email, PASSWORD, '198.51.100.200');
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_LOGINS' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(900);
  });

  it('let the owner in from where they signed in before, whatever others do', async () => {
    const { email } = await test.rider();
    expect((await login(email, PASSWORD, '203.0.113.1')).status).toBe(200);
    await times(11, () => login(email, 'guess', '203.0.113.66'));
    expect((await login(email, PASSWORD, '203.0.113.67')).status).toBe(429);
    expect((await login(email, PASSWORD, '203.0.113.1')).status).toBe(200);
    expect((await times(11, () => login(email, 'forgotten', '203.0.113.1'))).at(-1)).toBe(429);
  });

  it('do not count what succeeds', async () => {
    const { email } = await test.rider();
    expect(await times(15, () => login(email, PASSWORD, '192.0.2.9'))).toEqual(Array(15).fill(200));
  });

  it('stop an address that tries account after account', async () => {
    let account = 0;
    const tries = await times(31, () => login(`nobody${(account += 1)}@example.com`, 'guess it', '192.0.2.66'));
    expect(tries).toEqual([...Array<number>(30).fill(401), 429]);
  });

  it('say the same of accounts that do not exist', async () => {
    const tries = await times(11, () => login('nobody-at-all@example.com', 'guess it', '192.0.2.77'));
    expect(tries).toEqual([...Array<number>(10).fill(401), 429]);
  });

  it('stop an address that opens account after account, or asks for whom there is one', async () => {
    const { email } = await test.rider();
    const register = (address: string) =>
      test.send('POST', 'auth/register', { 'x-forwarded-for': address }, { email, password: PASSWORD });
    expect(await times(20, () => register('192.0.2.99'))).toEqual(Array(20).fill(409));
    const refused = await register('192.0.2.99');
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REGISTRATIONS' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
    expect((await register('192.0.2.98')).status).toBe(409);
  });
});
