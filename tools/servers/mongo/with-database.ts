/**
 * The same server and options, another database. Who logs in with credentials logs in where the address said before.
 */
export function withDatabase(uri: string, database: string): string {
  const parts = /^(mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(uri);
  if (!parts) throw new Error(`not a MongoDB address: ${uri}`);
  const [, server = '', previous, options] = parts;
  const search = new URLSearchParams(options);
  if (server.includes('@') && !search.has('authSource')) search.set('authSource', previous || 'admin');
  const query = search.toString();
  return `${server}/${database}${query && `?${query}`}`;
}
