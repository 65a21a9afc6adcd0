import { type Config, loadConfig } from '#platform';

/**
 * The settings of a tool that talks to MongoDB alone: whatever the environment says of Redis is left aside, and indexes
 * are made when the tool says so.
 * @throws ConfigurationError when MONGODB_URI is missing or unusable
 */
export function databaseConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  return loadConfig('tool', { ...variables, MONGODB_AUTO_INDEX: 'false', REDIS_URL: 'redis://not-used' });
}
