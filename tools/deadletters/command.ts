import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run deadletters -- list [--json]
       npm run deadletters -- replay (--all | ID…)
       npm run deadletters -- drop (--all --yes | ID…)`;

export type Command =
  | { name: 'list'; json: boolean }
  /** `ids` is null for all. */
  | { name: 'replay' | 'drop'; ids: string[] | null };

/** @throws Error with one line about what is wrong, and how it is meant */
export function readCommand(args: string[]): Command {
  const { values, positionals } = read(args);
  const [name, ...ids] = positionals;
  const { all = false, yes = false, json = false } = values;
  if (name === 'list') {
    if (ids.length > 0 || all || yes) throw wrong('list takes nothing but --json');
    return { name, json };
  }
  if (name !== 'replay' && name !== 'drop') throw wrong(name === undefined ? 'what is to be done?' : `no ${name} here`);
  if (json) throw wrong('--json goes with list');
  if (all === ids.length > 0) throw wrong(`${name} takes either --all or the ids that list shows`);
  if (name === 'drop' && all && !yes) throw wrong('drop --all throws points away for good: say --yes too');
  return { name, ids: all ? null : ids };
}

function read(args: string[]) {
  try {
    const flag = { type: 'boolean' } as const;
    return parseArgs({ args, allowPositionals: true, options: { all: flag, yes: flag, json: flag } });
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

const wrong = (what: string): Error => new Error(`${what}\n${USAGE}`);
