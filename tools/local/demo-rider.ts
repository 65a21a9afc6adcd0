import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Failure } from './failure';
import { readJson, writePrivately } from './secrets';

/** A rider to try things with; kept in `.data/demo.json`. */
export interface DemoRider {
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
  /** Where the API was when the rider was last seen. */
  readonly api: string;
}

const demoFtp = 250;

/** The rider of earlier starts, or, where there is none that the API knows, a new one. */
export async function demoRider(data: string, api: string): Promise<DemoRider> {
  const path = join(data, 'demo.json');
  const kept = (await readJson(path)) as Partial<DemoRider> | undefined;
  const { email, password, apiKey } = kept ?? {};
  if (email && password && apiKey && (await isKnown(api, apiKey))) {
    const rider = { email, password, apiKey, api };
    if (kept?.api !== api) await writePrivately(path, rider);
    return rider;
  }
  const rider = await register(api);
  await writePrivately(path, rider);
  return rider;
}

async function isKnown(api: string, apiKey: string): Promise<boolean> {
  const response = await fetch(`${api}/users/me`, { headers: { 'x-api-key': apiKey } });
  await response.body?.cancel();
  return response.ok;
}

async function register(api: string): Promise<DemoRider> {
  const password = randomBytes(9).toString('base64url');
  let email = 'demo@example.com';
  const account = (): object => ({ email, password, displayName: 'Demo rider' });
  let registered = await send(api, 'POST', '/auth/register', account());
  if (registered.status === 409) {
    // Somebody of that name was there before the file with the password was removed.
    email = `demo-${randomBytes(3).toString('hex')}@example.com`;
    registered = await send(api, 'POST', '/auth/register', account());
  }
  const { accessToken } = expectOk(registered, 'register the demo rider');
  const bearer = { authorization: `Bearer ${String(accessToken)}` };
  const created = await send(api, 'POST', '/users/me/api-keys', { name: 'demo' }, bearer);
  const { key } = expectOk(created, 'make a key for the demo rider');
  expectOk(await send(api, 'PUT', '/users/me/ftp', { ftp: demoFtp }, bearer), "set the demo rider's FTP");
  return { email, password, apiKey: String(key), api };
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function send(
  api: string,
  method: string,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(api + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  try {
    return { status: response.status, body: JSON.parse(text) as Record<string, unknown> };
  } catch {
    return { status: response.status, body: { error: text } };
  }
}

function expectOk({ status, body }: Answer, what: string): Record<string, unknown> {
  if (status >= 200 && status < 300) return body;
  throw new Failure(`Could not ${what}: the API answers ${status}, ${String(body.error)}`);
}
