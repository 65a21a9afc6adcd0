import { randomBytes } from 'node:crypto';
import { HttpClient } from './http-client';

/** Makes an account and returns an API key of it, what devices send. */
export async function newApiKey(url: string): Promise<string> {
  const anyone = new HttpClient(url);
  const account = { email: `${randomBytes(6).toString('hex')}@example.com`, password: randomBytes(12).toString('hex') };
  const { accessToken } = await anyone.json<{ accessToken: string }>('POST', '/api/auth/register', account);
  anyone.close();
  const browser = new HttpClient(url, { authorization: `Bearer ${accessToken}` });
  const { key } = await browser.json<{ key: string }>('POST', '/api/users/me/api-keys', { name: 'bench' });
  browser.close();
  return key;
}
