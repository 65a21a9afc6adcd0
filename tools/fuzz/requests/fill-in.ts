import { type Rider } from '../service/riders';
import { type Draft, type Slot } from './draft';
import { toJson } from './to-json';

/** A request as it goes over the wire. */
export interface WireRequest {
  method: string;
  /** Path and query as they stand in the request line. */
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer | null;
}

type Fields = Record<string, unknown>;
const NOBODYS = '65f0c0ffee0000000000abcd';
/** Node refuses to send anything else, as do all clients. */
const UNSENDABLE = /[^\x21-\x7e]/gu;

/** Puts into a draft what has been seen of the service by now. */
export function fillIn(draft: Draft, riders: readonly Rider[]): WireRequest {
  const rider = riderOf(riders, draft.rider);
  const [method = '', template = ''] = draft.route.split(' ');
  const valueOf = (name: string, slot: Slot): string => {
    if ('raw' in slot) return slot.raw;
    const whose = slot.whose === 'own' ? rider : riderOf(riders, draft.rider + 1);
    return encodeURIComponent(whose.seen.idFor(template, name, slot.pattern, slot.seen)?.toWellFormed() ?? NOBODYS);
  };
  const filled = Object.entries(draft.slots).reduce(
    (path, [name, slot]) => path.replace(`{${name}}`, () => valueOf(name, slot)),
    template,
  );
  const target = `${filled}${draft.afterPath ?? ''}${queryOf(draft, rider)}`.replace(UNSENDABLE, encodeURIComponent);
  const body = bodyOf(draft, rider);
  const contentType = draft.body?.contentType === undefined ? 'application/json' : draft.body.contentType;
  return {
    method: draft.method ?? method,
    target,
    headers: [
      ...rider.headersOf(draft.credential),
      ...(body && contentType !== null ? [['content-type', contentType] as const] : []),
      ...draft.headers,
    ],
    body,
  };
}

function riderOf(riders: readonly Rider[], place: number): Rider {
  const rider = riders[place % riders.length];
  if (!rider) throw new Error('there are no riders');
  return rider;
}

function queryOf({ query, rememberedQuery, afterQuery = '' }: Draft, { seen }: Rider): string {
  const names = query.map(([name]) => name);
  const remembered = rememberedQuery === null ? {} : seen.valuesFor(names, rememberedQuery);
  const pairs = query.map(([name, value]) => {
    const known = remembered[name];
    const text = (typeof known === 'string' ? known : value).toWellFormed();
    return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`;
  });
  const written = pairs.join('&') + afterQuery;
  return written === '' ? '' : `?${written.replace(/^[?&]/, '')}`;
}

function bodyOf({ body }: Draft, { seen }: Rider): Buffer | null {
  if (!body) return null;
  if (body.bytes) return body.bytes;
  const { json, remembered = null } = body;
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  if (remembered === null || !isObject) return Buffer.from(toJson(json));
  const texts = Object.entries(json as Fields).flatMap(([name, value]) => (typeof value === 'string' ? [name] : []));
  return Buffer.from(toJson({ ...json, ...seen.valuesFor(texts, remembered) }));
}
