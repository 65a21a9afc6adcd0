/** What stops the demo, in a sentence for the person who started it. */
export class DemoFailure extends Error {}

const PATIENCE_MS = 30_000;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

/** Speaks to the service's public API for one rider, and for nobody without credentials. */
export class ApiClient {
  constructor(
    readonly home: string,
    private readonly credentials: Record<string, string> = {},
  ) {}

  withToken(accessToken: string): ApiClient {
    return new ApiClient(this.home, { authorization: `Bearer ${accessToken}` });
  }

  withKey(key: string): ApiClient {
    return new ApiClient(this.home, { 'x-api-key': key });
  }

  get<T>(path: string): Promise<T> {
    return this.send('GET', path);
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.send('POST', path, body);
  }

  put<T>(path: string, body: object): Promise<T> {
    return this.send('PUT', path, body);
  }

  patch<T>(path: string, body: object): Promise<T> {
    return this.send('PATCH', path, body);
  }

  /** A request whose body is read as it comes, until `signal` ends it. */
  async open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.fetch(path, { headers: { ...this.credentials, accept: 'text/event-stream' }, signal });
    if (!response.ok || !response.body) throw await refusal('GET', path, response);
    return response.body;
  }

  private async send<T>(method: Method, path: string, body?: object): Promise<T> {
    const response = await this.fetch(path, {
      method,
      headers: { ...this.credentials, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw await refusal(method, path, response);
    return (await response.json()) as T;
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.home + path, init);
    } catch (error) {
      if (init.signal?.aborted && (init.signal.reason as Error).name !== 'TimeoutError') throw error;
      throw new DemoFailure(`The service at ${this.home} cannot be reached: start it with npm start`, { cause: error });
    }
  }
}

async function refusal(method: Method, path: string, response: Response): Promise<DemoFailure> {
  const text = await response.text();
  let reason = text.slice(0, 200);
  try {
    reason = String((JSON.parse(text) as { error: unknown }).error);
  } catch {
    // Whatever answered is not our service; its own words will do.
  }
  return new DemoFailure(`${method} ${path} was answered with ${response.status}: ${reason}`);
}
