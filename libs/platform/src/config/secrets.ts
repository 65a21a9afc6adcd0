import { readFileSync } from 'node:fs';

/** The variables that hold a secret; each can be given as a file instead: `<NAME>_FILE` is its path. */
export const SECRETS = ['JWT_SECRET', 'JWT_SECRET_PREVIOUS', 'MONGODB_PASSWORD', 'REDIS_PASSWORD'] as const;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the secrets that come as files, as Docker and Kubernetes hand them over, without the line break at their end.
 *
 * @param variables set ones alone
 * @returns the variables with the secrets in their places, and what is wrong with the files, a sentence each
 */
export function readSecretFiles(variables: Variables): { variables: Variables; faults: string[] } {
  const faults: string[] = [];
  const secrets: Record<string, string> = {};
  for (const name of SECRETS) {
    const path = variables[`${name}_FILE`];
    if (path === undefined) continue;
    if (variables[name] !== undefined) faults.push(`${name} and ${name}_FILE are both set: keep one`);
    try {
      secrets[name] = readFileSync(path, 'utf8').trimEnd();
      if (secrets[name] === '') faults.push(`${name}_FILE must name a file with the secret in it; ${path} is empty`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      faults.push(`${name}_FILE must name a file that can be read; ${path}: ${code ?? 'unknown error'}`);
    }
  }
  return { variables: { ...variables, ...secrets }, faults };
}

const USER_AND_HOST = /^(?<scheme>[a-z+]+:\/\/)(?:(?<user>[^@/:]*)(?<password>:[^@/]*)?@)?(?<rest>.*)$/i;

/** An address with the password put in, unless it has one. */
export function withPassword(address: string, password: string | undefined): string {
  const { scheme = '', user = '', password: own = '', rest = '' } = USER_AND_HOST.exec(address)?.groups ?? {};
  if (password === undefined || own.length > 1) return address;
  return `${scheme}${user}:${encodeURIComponent(password)}@${rest}`;
}
