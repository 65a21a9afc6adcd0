export { type Origin, originOf, RequestOrigin } from './access/origin';
export { type CredentialName, hasExpired, type Principal, type Scope, SCOPES } from './access/principal';
export { REMEMBERED_FOR, Revocations } from './access/revocations';
export { AUDIT_EVENTS, type AuditDetails, AuditedEvent, type AuditEvent, AuditTrail } from './audit/audit-trail';
export { Audited, subjectOf } from './audit/audited.decorator';
export { type Config, CONFIG, ConfigurationError, loadConfig } from './config/config';
export { ConfigModule } from './config/config.module';
export * from './errors';
export { breather } from './event-loop/breather';
export { HealthModule } from './health/health.module';
export { Readiness } from './health/readiness';
export { ApiError } from './http/api-error';
export { ApiErrors } from './http/api-errors.decorator';
export { type ApiRequest } from './http/api-request';
export {
  ALLOWS_TICKET,
  AllowTicket,
  CurrentPrincipal,
  IS_PUBLIC,
  PUBLIC_EXTENSION,
  Public,
  REQUIRED_SCOPE,
  RequireScope,
} from './http/decorators';
export { DirectRoutes, type QuickIdentity } from './http/direct-routes';
export { type EarlyWork, FrontDoor } from './http/front-door';
export { parseJson } from './http/json-body';
export { LargeBodies } from './http/large-bodies';
export { createHttpApp } from './http/create-http-app';
export { ErrorFilter } from './http/error.filter';
export { Idempotent } from './http/idempotent.decorator';
export { isObjectId, ObjectIdPipe } from './http/object-id.pipe';
export { asUnavailable } from './http/unavailable';
export { ApiValidationPipe } from './http/validation.pipe';
export { toWhole, WholeNumber } from './http/whole-number.decorator';
export { createPino, PinoLogger } from './logging/logger';
export { reasonOf } from './logging/reason-of';
export { collector } from './memory/collector';
export { recentlyUsed } from './memory/recently-used';
export { shapeOf } from './mongo/command-shape';
export { IndexesService } from './mongo/indexes.service';
export { MongoModule } from './mongo/mongo.module';
export { acrossRiders, owned, ownershipOf, UnownedQueryError } from './mongo/owned';
export { RawCollection } from './mongo/raw-collection';
export { inSnapshot } from './mongo/snapshot';
export { timedCommand } from './mongo/timed-command';
export { inTransaction, isDuplicateKey } from './mongo/transaction';
export { CacheInstruments } from './observability/cache-instruments';
export { Instruments } from './observability/instruments';
export { ObservabilityModule } from './observability/observability.module';
export { platformModules } from './platform-modules';
export { RateLimit } from './rate-limits/rate-limit.decorator';
export { RateLimits } from './rate-limits/rate-limits';
export { networkOf } from './rate-limits/network-of';
export { RedisConnections } from './redis/redis-connections';
export { RedisMemory } from './redis/redis-memory';
export { RedisModule } from './redis/redis.module';
export { callForBytes } from './redis/call-for-bytes';
export { RedisScript } from './redis/redis-script';
export { GracefulShutdown, ShutdownModule } from './shutdown/graceful-shutdown';
export { runProgram, startFailure } from './shutdown/run-program';
export { within } from './within';
