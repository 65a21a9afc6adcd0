import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { getMetadataStorage } from 'class-validator';

import { Environment } from '../../../libs/platform/src/config/environment';

const read = (...path: string[]): string => readFileSync(join(process.cwd(), ...path), 'utf8');
const example = read('.env.example');
const compose = read('docker', 'compose.yml');

/** What docker/compose.yml settles itself, or leaves out on purpose. */
const SETTLED_BY_COMPOSE = [
  'NODE_ENV',
  'HOST',
  'MONGODB_URI',
  'MONGODB_PASSWORD_FILE',
  'MONGODB_AUTO_INDEX',
  'REDIS_URL',
  'REDIS_PASSWORD_FILE',
  'JWT_SECRET_FILE',
  'JWT_SECRET_PREVIOUS_FILE',
  'PORT',
  'WORKER_PORT',
];
const LEFT_OUT_BY_COMPOSE = ['WORKER_NAME', 'JWT_SECRET', 'JWT_SECRET_PREVIOUS', 'MONGODB_PASSWORD', 'REDIS_PASSWORD'];

const defaults = new Environment() as unknown as Readonly<Record<string, string | number | undefined>>;
/** Every variable that the service knows, with the default it has in the code. */
const known = new Map<string, string>(
  getMetadataStorage()
    .getTargetValidationMetadatas(Environment, '', true, false)
    .map(({ propertyName }) => [propertyName, String(defaults[propertyName] ?? '')]),
);
/** Every variable that docker/compose.yml takes from .env, with the default it has there; undefined where it must be set. */
const inCompose = new Map<string, string | undefined>(
  [...compose.matchAll(/\$\{([A-Z_]+)(?::-([^}]*)|:\?[^}]*)\}/g)].map(([, name = '', value]) => [name, value]),
);
/** `NAME=value`, with a # before it where the value is a default. */
const documented = [...example.matchAll(/^(# )?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
  ([, optional, name = '', value = '']) => ({ name, value, optional: optional !== undefined }),
);

describe('.env.example', () => {
  it('names every variable of the service and of docker/compose.yml once, and nothing else', () => {
    const all = new Set([...known.keys(), ...inCompose.keys()]);
    expect(documented.map(({ name }) => name).sort()).toEqual([...all].sort());
    expect(known.size).toBeGreaterThan(20);
  });

  it('shows the defaults that hold', () => {
    const optional = documented.filter((variable) => variable.optional);
    const wanted = optional.map(({ name }) => ({ name, value: known.get(name) ?? inCompose.get(name) }));
    expect(optional.map(({ name, value }) => ({ name, value }))).toEqual(wanted);
  });

  it('has no value for what must be set', () => {
    const required = documented.filter(({ optional }) => !optional);
    expect(required.filter(({ value }) => value !== '')).toEqual([]);
    const unset = [...inCompose].filter(([, value]) => value === undefined).map(([name]) => name);
    expect(required.map(({ name }) => name)).toEqual(expect.arrayContaining(unset));
  });

  it('says of each variable what it means', () => {
    const lines = example.split('\n');
    const bare = documented.filter(({ name }) => {
      const at = lines.findIndex((line) => line.replace(/^# /, '').startsWith(`${name}=`));
      const above = lines.slice(0, at).reverse();
      const comment = above.find((line) => !/^(# )?[A-Z][A-Z0-9_]*=/.test(line));
      return !comment?.startsWith('# ');
    });
    expect(bare).toEqual([]);
  });

  it('names what the tools read', () => {
    const tools = readdirSync(join(process.cwd(), 'tools'), { recursive: true, encoding: 'utf8' });
    const sources = tools.filter((file) => file.endsWith('.ts') && !/\.(int-)?spec\.ts$|\btest\b/.test(file));
    const names = sources.flatMap((file) => [...read('tools', file).matchAll(/process\.env\.([A-Z_]+)/g)]);
    expect(names.map(([, name = '']) => name).filter((name) => !example.includes(name))).toEqual([]);
  });
});

describe('docker/compose.yml', () => {
  it('hands every variable on to the programs, or settles it', () => {
    const handedOn = [...known.keys()].filter((name) => new RegExp(`^ +${name}: .*\\$\\{${name}:`, 'm').test(compose));
    const settled = [...known.keys()].filter((name) => new RegExp(`^ +${name}: (?!\\$\\{)`, 'm').test(compose));
    expect(settled.sort()).toEqual([...SETTLED_BY_COMPOSE].sort());
    expect([...handedOn, ...settled, ...LEFT_OUT_BY_COMPOSE].sort()).toEqual([...known.keys()].sort());
  });

  it('knows no password, and hands none on but as a file', () => {
    const named = [...compose.matchAll(/^ *([A-Z_]*(?:PASSWORD|SECRET|AUTH)[A-Z_]*): (.*)$/gm)];
    expect(named.length).toBeGreaterThan(3);
    const others = named.filter(
      ([, name = '', value = '']) => !name.endsWith('_FILE') || !value.startsWith('/run/secrets/'),
    );
    expect(others).toEqual([]);
  });

  it('has every secret made by docker/make-secrets.sh', () => {
    const wanted = [...compose.matchAll(/^ {2}([a-z-]+): \{ file: /gm)].map(([, name]) => name);
    const [, made = ''] = /^for name in (.*); do$/m.exec(read('docker', 'make-secrets.sh')) ?? [];
    expect(made.split(' ')).toEqual(wanted);
    expect(wanted).toHaveLength(5);
  });
});
