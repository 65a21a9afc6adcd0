import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

import { Environment } from './environment';
import { readSecretFiles, withPassword } from './secrets';

type DeepReadonly<T> = { readonly [K in keyof T]: T[K] extends object ? DeepReadonly<T[K]> : T[K] };

/** The typed, frozen settings of a program; sections are named for who reads them. Times are milliseconds unless named otherwise. */
export type Config = DeepReadonly<ReturnType<typeof sections>>;

/** Nest's token for {@link Config}. */
export const CONFIG = Symbol('CONFIG');

/** The environment is not usable; the message names every fault, one a line. */
export class ConfigurationError extends Error {
  constructor(readonly faults: string[]) {
    super(`The configuration is not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/**
 * Reads and validates the environment once. The worker and the tools need no JWT_SECRET.
 * @throws ConfigurationError naming all faults at once
 */
export function loadConfig(program: Environment['program'], variables: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const { variables: set, faults: unreadable } = readSecretFiles(given);
  const environment = plainToInstance(Environment, { ...set, program }, { exposeDefaultValues: true });
  const invalid = validateSync(environment, { stopAtFirstError: true }).map((error) => {
    const reason = Object.values(error.constraints ?? {})[0] ?? 'is not valid';
    return set[error.property] === undefined
      ? `${error.property} is missing: ${reason}`
      : `${error.property} ${reason}`;
  });
  const faults = [...unreadable, ...invalid];
  if (faults.length > 0) throw new ConfigurationError(faults);
  return deepFreeze(sections(environment));
}

function sections(env: Environment) {
  return {
    environment: env.NODE_ENV,
    program: env.program,
    http: {
      port: env.program === 'worker' ? env.WORKER_PORT : env.PORT,
      host: env.HOST,
      corsOrigins: listed(env.CORS_ORIGIN),
      trustedProxies: listed(env.TRUST_PROXY),
      headersTimeout: env.HTTP_HEADERS_TIMEOUT_MS,
      requestTimeout: env.HTTP_REQUEST_TIMEOUT_MS,
      keepAliveTimeout: env.HTTP_KEEP_ALIVE_MS,
      silenceTimeout: env.HTTP_SILENCE_MS,
      maxConnections: env.HTTP_MAX_CONNECTIONS,
      requestsPerConnection: env.HTTP_REQUESTS_PER_CONNECTION,
    },
    limits: {
      login: { perAccount: limit(env, env.LOGINS_PER_ACCOUNT), perAddress: limit(env, env.LOGINS_PER_ADDRESS) },
      registrations: { perAddress: limit(env, env.REGISTRATIONS_PER_ADDRESS) },
      rates: {
        refreshes: rate(env, env.REFRESHES_PER_ADDRESS, QUARTER_HOUR),
        refusals: rate(env, env.REFUSED_CREDENTIALS_PER_ADDRESS, MINUTE),
        ingest: rate(env, env.INGEST_PER_MINUTE, MINUTE),
        reads: rate(env, env.READS_PER_MINUTE, MINUTE),
        writes: rate(env, env.WRITES_PER_MINUTE, MINUTE),
        expensive: rate(env, env.EXPENSIVE_PER_MINUTE, MINUTE),
        tickets: rate(env, env.TICKETS_PER_MINUTE, MINUTE),
      },
      viewersPerRider: limit(env, env.VIEWERS_PER_RIDER),
    },
    audit: { days: env.AUDIT_DAYS },
    metrics: { port: metricsPort(env), host: env.METRICS_HOST },
    logLevel: env.LOG_LEVEL,
    mongo: {
      uri: withPassword(env.MONGODB_URI, env.MONGODB_PASSWORD),
      autoIndex: env.MONGODB_AUTO_INDEX ?? env.NODE_ENV !== 'production',
      minPoolSize: Math.min(env.MONGODB_MIN_POOL_SIZE, env.MONGODB_MAX_POOL_SIZE),
      maxPoolSize: env.MONGODB_MAX_POOL_SIZE,
      maxIdleTimeMS: env.MONGODB_MAX_IDLE_MS,
      waitQueueTimeoutMS: env.MONGODB_WAIT_QUEUE_MS,
      serverSelectionTimeoutMS: env.MONGODB_SERVER_SELECTION_MS,
      socketTimeoutMS: env.MONGODB_SOCKET_MS,
      slowAfter: env.MONGODB_SLOW_MS,
    },
    redis: {
      url: withPassword(env.REDIS_URL, env.REDIS_PASSWORD),
      keyPrefix: env.REDIS_KEY_PREFIX,
      commandTimeout: env.REDIS_COMMAND_TIMEOUT_MS,
      memoryLimitPercent: env.REDIS_MEMORY_LIMIT_PERCENT,
    },
    auth: {
      /** The first signs; what another one has signed holds as well. Programs that let nobody in have none. */
      jwtSecrets: [env.JWT_SECRET, env.JWT_SECRET_PREVIOUS].filter((secret) => secret !== undefined),
      accessTokenSeconds: env.ACCESS_TOKEN_SECONDS,
      refreshTokenDays: env.REFRESH_TOKEN_DAYS,
    },
    ingest: {
      flushInterval: env.INGEST_FLUSH_MS,
      flushPoints: env.INGEST_FLUSH_POINTS,
      claimIdle: env.INGEST_CLAIM_IDLE_MS,
      workerName: env.WORKER_NAME,
      workerPort: env.WORKER_PORT,
      stuckAfter: env.WORKER_STUCK_MS,
      maxLag: env.INGEST_MAX_LAG_SECONDS * 1_000,
    },
    shutdown: { deadline: env.SHUTDOWN_DEADLINE_MS, drain: env.SHUTDOWN_DRAIN_MS },
    workouts: {
      purgeAfterDays: env.PURGE_AFTER_DAYS,
      abandonedAfterHours: env.WORKOUT_ABANDONED_AFTER_HOURS,
      telemetryInlineBytes: env.TELEMETRY_INLINE_BYTES,
    },
  };
}

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const MINUTE = 60;
const QUARTER_HOUR = 15 * MINUTE;
const rate = (env: Environment, usual: number, seconds: number) => ({ points: limit(env, usual), seconds });

const limit = ({ RATE_LIMIT_FACTOR }: Environment, usual: number): number =>
  Math.max(1, Math.round(usual * RATE_LIMIT_FACTOR));

/** 0 for none. Tests run many programs at once, and say themselves which of them is to be looked into. */
function metricsPort({ program, NODE_ENV, METRICS_PORT, WORKER_METRICS_PORT }: Environment): number {
  const usual = NODE_ENV !== 'test';
  if (program === 'tool') return 0;
  return program === 'worker' ? (WORKER_METRICS_PORT ?? (usual ? 9465 : 0)) : (METRICS_PORT ?? (usual ? 9464 : 0));
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner as object);
  return Object.freeze(value);
}
