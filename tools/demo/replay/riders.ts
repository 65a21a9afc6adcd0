import { randomBytes } from 'node:crypto';
import { type ApiClient } from './api-client';

/** An account made for this one demonstration. */
export interface DemoAccount {
  name: string;
  email: string;
  api: ApiClient;
}

/** Registers a rider with an address and a password that nobody else has. */
export async function registerRider(api: ApiClient, name: string): Promise<DemoAccount> {
  const email = `rider-${randomBytes(3).toString('hex')}@demo.example`;
  const password = randomBytes(15).toString('base64url');
  const account = { email, password, displayName: name };
  const { accessToken } = await api.post<{ accessToken: string }>('/api/auth/register', account);
  return { name, email, api: api.withToken(accessToken) };
}

/** Sets what rides are scored with, and the time zone in which days and weeks begin. */
export async function introduce({ api }: DemoAccount, ftp: number): Promise<void> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await api.patch('/api/users/me', { settings: { timezone: timeZone } });
  await api.put('/api/users/me/ftp', { ftp, source: 'demo' });
}

/** The account as a device uses it, with an API key. */
export async function asDevice({ api }: DemoAccount): Promise<ApiClient> {
  const { key } = await api.post<{ key: string }>('/api/users/me/api-keys', { name: 'Head unit of the demo' });
  return api.withKey(key);
}
