import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsPositive,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateIf,
} from 'class-validator';

const toNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
const toBoolean = ({ value }: { value: unknown }): unknown =>
  value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value;

/** A whole number with bounds; the environment gives strings. */
function Whole(min: number, max: number): PropertyDecorator {
  return (target, key) => {
    Transform(toNumber)(target, key);
    IsInt({ message: `must be a whole number from ${min} to ${max}` })(target, key);
    Min(min, { message: `must be a whole number from ${min} to ${max}` })(target, key);
    Max(max, { message: `must be a whole number from ${min} to ${max}` })(target, key);
  };
}

/** Every environment variable, its default and what is accepted. `.env.example` documents each. */
export class Environment {
  @IsIn(['production', 'development', 'test'], { message: 'must be production, development or test' })
  NODE_ENV: 'production' | 'development' | 'test' = 'development';

  @Whole(0, 65_535) PORT = 3000;
  @Whole(0, 65_535) WORKER_PORT = 3001;
  @IsString() HOST = '0.0.0.0';
  @IsOptional() @Whole(0, 65_535) METRICS_PORT?: number;
  @IsOptional() @Whole(0, 65_535) WORKER_METRICS_PORT?: number;
  @IsString() METRICS_HOST = '127.0.0.1';
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    message: 'must be fatal, error, warn, info, debug, trace or silent',
  })
  LOG_LEVEL = 'info';

  @Matches(/^mongodb(\+srv)?:\/\/.+/, { message: 'must be a MongoDB address, mongodb://host:27017/bike-power-tracker' })
  MONGODB_URI!: string;
  @IsOptional() @IsString() MONGODB_PASSWORD?: string;
  @IsOptional() @IsString() MONGODB_PASSWORD_FILE?: string;
  @IsOptional() @IsBoolean({ message: 'must be true or false' }) @Transform(toBoolean) MONGODB_AUTO_INDEX?: boolean;
  @Whole(0, 1_000) MONGODB_MIN_POOL_SIZE = 5;
  @Whole(1, 1_000) MONGODB_MAX_POOL_SIZE = 50;
  @Whole(0, 3_600_000) MONGODB_MAX_IDLE_MS = 30_000;
  @Whole(1, 600_000) MONGODB_WAIT_QUEUE_MS = 10_000;
  @Whole(1, 600_000) MONGODB_SERVER_SELECTION_MS = 5_000;
  @Whole(1, 600_000) MONGODB_SOCKET_MS = 45_000;
  @Whole(0, 600_000) MONGODB_SLOW_MS = 100;

  @Matches(/^rediss?:\/\/.+/, { message: 'must be a Redis address, redis://host:6379' })
  REDIS_URL!: string;
  @IsOptional() @IsString() REDIS_PASSWORD?: string;
  @IsOptional() @IsString() REDIS_PASSWORD_FILE?: string;
  @Matches(/^[a-z0-9:_-]{1,40}$/i, { message: 'must be 1 to 40 letters, digits, : _ or -' })
  REDIS_KEY_PREFIX = 'bpt';
  @Whole(50, 60_000) REDIS_COMMAND_TIMEOUT_MS = 5_000;
  @Whole(10, 100) REDIS_MEMORY_LIMIT_PERCENT = 80;

  @ValidateIf((environment: Environment) => environment.program === 'api')
  @IsString({ message: 'must be set: 32 characters or more, e.g. from `openssl rand -base64 48`' })
  @MinLength(32, { message: 'must be 32 characters or more, e.g. from `openssl rand -base64 48`' })
  JWT_SECRET?: string;
  @IsOptional() @IsString() JWT_SECRET_FILE?: string;
  @IsOptional()
  @IsString()
  @MinLength(32, { message: 'must be 32 characters or more: the other of two secrets, while they are changed' })
  JWT_SECRET_PREVIOUS?: string;
  @IsOptional() @IsString() JWT_SECRET_PREVIOUS_FILE?: string;
  @Whole(60, 900) ACCESS_TOKEN_SECONDS = 900;
  @Whole(1, 365) REFRESH_TOKEN_DAYS = 30;
  @IsString() CORS_ORIGIN = '';
  @Matches(/^(?:\s*(?:loopback|linklocal|uniquelocal|[\da-f.:]+(?:\/\d{1,3})?)\s*(?:,|$))*$/i, {
    message: 'must be addresses or networks of proxies, separated by commas, e.g. 10.0.0.0/8,loopback',
  })
  TRUST_PROXY = '';
  @Whole(100, 300_000) HTTP_HEADERS_TIMEOUT_MS = 15_000;
  @Whole(100, 3_600_000) HTTP_REQUEST_TIMEOUT_MS = 120_000;
  @Whole(100, 3_600_000) HTTP_KEEP_ALIVE_MS = 72_000;
  @Whole(100, 3_600_000) HTTP_SILENCE_MS = 120_000;
  @Whole(1, 1_000_000) HTTP_MAX_CONNECTIONS = 20_000;
  @Whole(0, 1_000_000_000) HTTP_REQUESTS_PER_CONNECTION = 0;
  @Whole(1, 1_000_000) LOGINS_PER_ACCOUNT = 10;
  @Whole(1, 1_000_000) LOGINS_PER_ADDRESS = 100;
  @Whole(1, 1_000_000) REGISTRATIONS_PER_ADDRESS = 100;
  @Whole(1, 1_000_000) REFRESHES_PER_ADDRESS = 600;
  @Whole(1, 1_000_000) REFUSED_CREDENTIALS_PER_ADDRESS = 300;
  @Whole(1, 1_000_000) INGEST_PER_MINUTE = 6_000;
  @Whole(1, 1_000_000) READS_PER_MINUTE = 1_200;
  @Whole(1, 1_000_000) WRITES_PER_MINUTE = 300;
  @Whole(1, 1_000_000) EXPENSIVE_PER_MINUTE = 120;
  @Whole(1, 1_000_000) TICKETS_PER_MINUTE = 60;
  @Whole(1, 1_000_000) VIEWERS_PER_RIDER = 20;
  @Transform(toNumber) @IsPositive({ message: 'must be a number above 0' }) RATE_LIMIT_FACTOR = 1;

  @Whole(10, 60_000) INGEST_FLUSH_MS = 2_000;
  @Whole(1, 100_000) INGEST_FLUSH_POINTS = 2_500;
  @Whole(100, 3_600_000) INGEST_CLAIM_IDLE_MS = 30_000;
  @IsOptional()
  @Matches(/^[\w.-]{1,100}$/, { message: 'must be 1 to 100 letters, digits, . _ or -' })
  WORKER_NAME?: string;
  @Whole(1, 600_000) WORKER_STUCK_MS = 30_000;
  @Whole(0, 604_800) INGEST_MAX_LAG_SECONDS = 300;

  @Whole(1_000, 60_000) SHUTDOWN_DEADLINE_MS = 8_000;
  @Whole(0, 30_000) SHUTDOWN_DRAIN_MS = 500;
  @Whole(1, 3_650) AUDIT_DAYS = 365;
  @Whole(1, 3_650) PURGE_AFTER_DAYS = 30;
  @Whole(0, 8_760) WORKOUT_ABANDONED_AFTER_HOURS = 12;
  @Whole(1, 10_000_000) TELEMETRY_INLINE_BYTES = 32_768;

  /** Which program reads this; not a variable. */
  program!: 'api' | 'worker' | 'tool';
}
