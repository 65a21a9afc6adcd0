const BEARER = /^Bearer +(\S+)$/i;

/** The token of an `Authorization` header; null where it holds none. */
export function bearerToken(authorization: string | undefined): string | null {
  return BEARER.exec(authorization?.trim() ?? '')?.[1] ?? null;
}
