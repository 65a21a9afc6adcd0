/** Of each kind, so many; the oldest go first. */
const KEPT = 60;

type Fields = Record<string, unknown>;

/** What the answers to one rider have shown: ids for paths, and values that other requests ask for by the same name. */
export class Seen {
  private readonly ids = new Map<string, string[]>();
  private readonly records: Fields[] = [];

  /**
   * @param template path of the operation that answered, `/api/workouts/{id}`
   * @param answer its body
   */
  take(template: string, answer: unknown): void {
    const places = [collectionOf(template), ...(isSingle(answer) ? [parentOf(template)] : [])];
    // What stands below one thing may list others.
    const about = /\}\//.test(template) ? [] : places;
    for (const fields of objectsIn(answer)) {
      for (const [name, value] of Object.entries(fields)) {
        if (typeof value !== 'string' || value === '') continue;
        for (const place of about) this.keep(`${place} ${name}`, value);
        const word = lastWord(name);
        if (word !== null) this.keep(`${areaOf(template)} ${word}`, value);
      }
    }
  }

  /** Remembers fields that were sent, and taken, together with the answer's: the password with the address, say. */
  remember(sent: unknown, answer: unknown): void {
    this.records.push(Object.assign({}, ...[...objectsIn(sent), ...objectsIn(answer)].reverse()) as Fields);
    if (this.records.length > KEPT) this.records.shift();
  }

  /**
   * What may stand for a parameter: what was seen where the path leads to, else anything of that name near it.
   * @param pattern that it has to have
   */
  idFor(template: string, parameter: string, pattern: RegExp, back: number): string | null {
    const found = keysOf(template, parameter)
      .map((key) => (this.ids.get(key) ?? []).filter((id) => pattern.test(id)))
      .find((ids) => ids.length > 0);
    return found?.at(-1 - (back % found.length)) ?? null;
  }

  /** What has been removed is asked for last. */
  outlive(template: string, parameter: string, id: string): void {
    for (const key of keysOf(template, parameter)) {
      const ids = this.ids.get(key) ?? [];
      if (ids.includes(id)) this.ids.set(key, [id, ...ids.filter((one) => one !== id)]);
    }
  }

  /** Fields of one time that have the names, the newest first; as many as can be. */
  valuesFor(names: readonly string[], back: number): Fields {
    const known = (record: Fields): number => names.filter((name) => sourceOf(name, record) !== undefined).length;
    const most = Math.max(0, ...this.records.map(known));
    if (most === 0) return {};
    const fitting = this.records.filter((record) => known(record) === most);
    const record = fitting.at(-1 - (back % fitting.length)) ?? {};
    const found = names.map((name) => [name, sourceOf(name, record)] as const);
    return Object.fromEntries(found.filter(([, value]) => value !== undefined));
  }

  private keep(key: string, value: string): void {
    const values = this.ids.get(key) ?? [];
    if (values.at(-1) === value) return;
    this.ids.set(key, [...values.filter((one) => one !== value), value].slice(-KEPT));
  }
}

/** `currentPassword` asks for what was sent as `newPassword`, or as `password`; what is new was never seen. */
function sourceOf(name: string, record: Fields): unknown {
  const [, age = '', word = ''] = /^(current|old|previous|new)([A-Z].*)$/.exec(name) ?? [];
  if (age === '') return record[name];
  return age === 'new' ? undefined : (record[`new${word}`] ?? record[word.charAt(0).toLowerCase() + word.slice(1)]);
}

/** `/api/users/me` shows one of `/api/users`. */
const parentOf = (template: string): string => template.slice(0, template.lastIndexOf('/'));
const isSingle = (answer: unknown): boolean => typeof (answer as { id?: unknown } | null)?.id === 'string';

/** `/api/workouts/{id}` is one of `/api/workouts`. */
const collectionOf = (template: string): string => template.split('/{')[0] ?? template;

/** Where ids for a parameter are kept: of the collection that it is in, and of everything about it. */
function keysOf(template: string, parameter: string): string[] {
  return [collectionOf(template), areaOf(template)].map((place) => `${place} ${parameter}`);
}

const areaOf = (template: string): string => `near ${template.split('/').slice(0, 3).join('/')}`;

/** `streamName` is a `name`. */
const lastWord = (name: string): string | null => /[A-Z][a-z]*$/.exec(name)?.[0].toLowerCase() ?? null;

function objectsIn(value: unknown, depth = 0): Fields[] {
  if (typeof value !== 'object' || value === null || depth > 4) return [];
  if (Array.isArray(value)) return value.slice(0, 5).flatMap((item) => objectsIn(item, depth + 1));
  return [value as Fields, ...Object.values(value).flatMap((one) => objectsIn(one, depth + 1))];
}
