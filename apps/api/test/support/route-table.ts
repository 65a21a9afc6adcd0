import { type Scope } from '#platform';

/** What the rider has whom others must not see: ids, and the name of a stream. */
export interface Things {
  rider: string;
  finished: string;
  running: string;
  stream: string;
  key: string;
  session: string;
}

/** Who may call a route, and what it names. */
export interface RouteRow {
  /** What a credential must allow; `null` where none is asked for. */
  scope: Scope | null;
  /** What stands in the path; a route without it is about whoever asks. */
  names?: keyof Things;
  query?: string;
  /** What a rider would send. */
  body?: (things: Things) => object;
  /** What somebody else gets: as a rule the answer for what does not exist, or their own. */
  others?: 'conflict' | 'refused';
  /** What else whoever asks may lose by it: a rider of their own for each call. */
  costly?: true;
  /** What there is not, this makes. */
  creates?: true;
}

const read = { scope: 'read' } as const;
const workout = { names: 'finished' } as const;
const running = { names: 'running' } as const;
const stream = { names: 'stream' } as const;
const point = (value: number) => ({ timestamp: 1_767_258_000_000, power: value });
const open = { scope: null } as const;

/**
 * Every route of the program. Whoever adds one says here who may call it; then it is called by everybody who may not.
 * HEAD goes with GET. A thing of somebody else's is answered as one that does not exist, everywhere but where a name of a
 * stream is to be used: names are global, so it is a conflict.
 */
export const ROUTES: Readonly<Record<string, RouteRow>> = {
  'GET /health': open,
  'GET /health/live': open,
  'GET /health/ready': open,
  'GET /health/startup': open,
  'POST /api/auth/register': { ...open, body: () => ({ email: 'nobody', password: 'no such password' }) },
  'POST /api/auth/login': { ...open, body: () => ({ email: 'nobody@example.com', password: 'no such password' }) },
  'POST /api/auth/refresh': { ...open, body: () => ({ refreshToken: 'x'.repeat(65) }) },
  'POST /api/auth/logout': { ...open, body: () => ({ refreshToken: 'x'.repeat(65) }) },

  'GET /api/users/me': read,
  'PATCH /api/users/me': {
    scope: 'account',
    body: () => ({ displayName: 'Somebody', settings: { units: 'imperial' } }),
  },
  'GET /api/users/{id}': { ...read, names: 'rider' },
  'PUT /api/users/{id}/ftp': { scope: 'write', names: 'rider', body: () => ({ ftp: 199 }) },
  'GET /api/users/{id}/ftp-history': { ...read, names: 'rider' },
  'GET /api/users/{id}/stats': { ...read, names: 'rider' },
  'POST /api/users/me/api-keys': { scope: 'account', body: () => ({ name: 'another' }) },
  'GET /api/users/me/api-keys': { scope: 'account' },
  'DELETE /api/users/me/api-keys/{id}': { scope: 'account', names: 'key' },
  'GET /api/users/me/audit': { scope: 'account' },
  'PUT /api/users/me/password': {
    scope: 'account',
    body: () => ({ currentPassword: 'no such password', newPassword: 'another one that is long' }),
    others: 'refused',
  },
  'GET /api/users/me/sessions': { scope: 'account' },
  'DELETE /api/users/me/sessions': { scope: 'account', costly: true },
  'DELETE /api/users/me/sessions/{id}': { scope: 'account', names: 'session' },

  'POST /api/streams/create': {
    scope: 'ingest',
    body: (things) => ({ streamName: things.stream }),
    others: 'conflict',
  },
  'GET /api/streams': read,
  'GET /api/streams/listenAll': read,
  'DELETE /api/streams/cleanup': { scope: 'ingest', query: 'retention=0' },
  'GET /api/streams/{name}': { ...read, ...stream },
  'DELETE /api/streams/{name}': { scope: 'ingest', ...stream },
  'GET /api/streams/{name}/listen': { ...read, ...stream },
  'GET /api/streams/{name}/messages': { ...read, ...stream },
  'POST /api/streams/{name}/messages': {
    scope: 'ingest',
    ...stream,
    body: () => ({ message: { dataType: 'workout_metrics', ...point(1) }, author: 'x' }),
    creates: true,
  },
  'POST /api/streams/{name}/points': {
    scope: 'ingest',
    ...stream,
    body: () => ({ points: [point(2)] }),
    creates: true,
  },
  'POST /api/streams/{name}/tickets': { ...read, ...stream },

  'POST /api/workouts': { scope: 'write', body: (things) => ({ streamName: things.stream }), others: 'conflict' },
  'GET /api/workouts': read,
  'GET /api/workouts/by-stream/{name}': { ...read, ...stream },
  'GET /api/workouts/{id}': { ...read, ...workout, query: 'includeTelemetry=true' },
  'GET /api/workouts/{id}/telemetry': { ...read, ...workout },
  'GET /api/workouts/{id}/power-curve': { ...read, ...workout },
  'PATCH /api/workouts/{id}': { scope: 'write', ...workout, body: () => ({ title: 'mine', visibility: 'public' }) },
  'POST /api/workouts/{id}/pause': { scope: 'write', ...running },
  'POST /api/workouts/{id}/resume': { scope: 'write', ...running },
  'POST /api/workouts/{id}/complete': { scope: 'write', ...running, body: () => ({}) },
  'POST /api/workouts/{id}/archive': { scope: 'write', ...workout },
  'DELETE /api/workouts/{id}': { scope: 'write', ...workout },

  'GET /api/records': read,
  'GET /api/records/history': { ...read, query: 'metric=power&duration=5' },
  'GET /api/analytics/monthly': read,
  'GET /api/analytics/weekly': read,
  'GET /api/analytics/power-curve': read,
};

/** The pages for people, which hold nothing of anybody's. */
export const isPage = (route: string): boolean => / \/docs(\b|$)/.test(route);
