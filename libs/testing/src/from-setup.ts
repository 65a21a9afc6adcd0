/**
 * A value that Jest's global setup has put into the environment.
 *
 * @throws Error in a test whose project has no servers
 */
export function fromSetup(variable: 'MONGODB_URI' | 'REDIS_URL' | 'TEST_RUN'): string {
  const value = process.env[variable];
  if (!value)
    throw new Error(`${variable} is not set: name the file *.int-spec.ts or *.e2e-spec.ts to get the servers`);
  return value;
}
