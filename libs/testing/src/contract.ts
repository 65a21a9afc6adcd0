import { AnswerContract, type Document, type RawAnswer } from '../../../tools/openapi';

const contracts = new Map<string, Promise<AnswerContract | null>>();

/**
 * Holds an answer against the OpenAPI document of the service that gave it; the worker, which has none, is not held to any.
 * What `call` cannot send does not come here: no HTTP, bodies of bytes (bad-http), preflights (cors), pages (openapi).
 *
 * @throws Error that names every departure: an undocumented status, another content type, a field too many
 */
export async function holdAgainstDocument(url: string, method: string, path: string, answer: RawAnswer): Promise<void> {
  const contract = await contractOf(url);
  const faults = contract?.faults(method, path, answer) ?? [];
  if (faults.length > 0)
    throw new Error(`${method} ${path} is not answered as documented:\n${faults.slice(0, 10).join('\n')}`);
}

function contractOf(url: string): Promise<AnswerContract | null> {
  const known = contracts.get(url) ?? fetchContract(url);
  contracts.set(url, known);
  // A service that is away now may be back for the next answer.
  known.catch(() => contracts.delete(url));
  return known;
}

async function fetchContract(url: string): Promise<AnswerContract | null> {
  const response = await fetch(`${url}/docs-json`);
  if (response.status === 404) return null;
  return new AnswerContract((await response.json()) as Document);
}
