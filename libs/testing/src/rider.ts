import { randomBytes } from 'node:crypto';

import { holdAgainstDocument } from './contract';
import { Events } from './events';

export interface Answer<Body> {
  status: number;
  body: Body;
  headers: Headers;
}

/** What a failed request answers. */
export interface Failure {
  error: string;
  code: string;
  statusCode: number;
  details?: { field: string; message: string }[];
  requestId: string;
}

export interface Call {
  headers?: Record<string, string>;
  /** Sent as JSON; a string as it is. */
  body?: unknown;
}

/** Calls a service as one rider, with the key that the existing clients send. */
export class Rider {
  private constructor(
    readonly url: string,
    readonly id: string,
    readonly email: string,
    readonly password: string,
    readonly accessToken: string,
    readonly refreshToken: string,
    readonly key: string,
  ) {}

  static async register(url: string): Promise<Rider> {
    const email = `${randomBytes(6).toString('hex')}@example.com`;
    const password = randomBytes(12).toString('hex');
    type SignedIn = { user: { id: string }; accessToken: string; refreshToken: string };
    const signedIn = await call<SignedIn>(url, 'POST', '/api/auth/register', { body: { email, password } });
    if (signedIn.status !== 201) throw new Error(`cannot register: ${JSON.stringify(signedIn.body)}`);
    const { user, accessToken, refreshToken } = signedIn.body;
    const made = await call<{ key: string }>(url, 'POST', '/api/users/me/api-keys', {
      headers: { authorization: `Bearer ${accessToken}` },
      body: { name: 'app' },
    });
    if (made.status !== 201) throw new Error(`cannot make a key: ${JSON.stringify(made.body)}`);
    return new Rider(url, user.id, email, password, accessToken, refreshToken, made.body.key);
  }

  get credentials(): Record<string, string> {
    return { 'x-api-key': this.key };
  }

  call<Body = Failure>(method: string, path: string, request: Call = {}): Promise<Answer<Body>> {
    return call<Body>(this.url, method, path, { ...request, headers: { ...this.credentials, ...request.headers } });
  }

  get = <Body = Failure>(path: string): Promise<Answer<Body>> => this.call<Body>('GET', path);
  post = <Body = Failure>(path: string, body?: unknown): Promise<Answer<Body>> =>
    this.call<Body>('POST', path, { body });

  /** Opens an event stream and waits for its first event. */
  listen(path: string, headers: Record<string, string> = {}): Promise<Events> {
    return Events.open(`${this.url}${path}`, { ...this.credentials, ...headers });
  }
}

/**
 * One request, as a client sends it; an answer without a body gives null.
 * @throws Error when the answer is not what the OpenAPI document says of it
 */
export async function call<Body = Failure>(
  url: string,
  method: string,
  path: string,
  request: Call = {},
): Promise<Answer<Body>> {
  const { body, headers = {} } = request;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  await holdAgainstDocument(url, method, path, {
    status: response.status,
    contentType: response.headers.get('content-type'),
    text,
  });
  return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as Body };
}
