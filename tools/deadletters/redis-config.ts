import { type Config, loadConfig } from '#platform';

/**
 * The settings of a tool that talks to Redis alone: whatever the environment says of MongoDB is left aside.
 * @throws ConfigurationError when REDIS_URL is missing or unusable
 */
export function redisConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  return loadConfig('tool', { ...variables, MONGODB_URI: 'mongodb://not-used' });
}
