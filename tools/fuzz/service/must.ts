/**
 * A request that has to succeed, such as everything else is built on.
 * @throws Error with the answer when it does not
 */
export async function must<Body>(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: object,
): Promise<Body> {
  const response = await fetch(url + path, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return (text === '' ? null : JSON.parse(text)) as Body;
}
