import { readFile } from 'node:fs/promises';

const longest = 240;
const lines = 12;
const structuredLines = 5;
const stackFrame = /^\s+at /;

/** The last lines of a log file, shortened for a person to read, for the message about what went wrong. */
export async function tail(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const said = text.split('\n').filter((line) => line.trim() && !stackFrame.test(line));
  const last = said.slice(-lines);
  const shown = last.at(-1)?.startsWith('{') ? last.slice(-structuredLines) : last;
  return shown.map(readable).join('\n');
}

/** Of a JSON line, as MongoDB and our programs write it, what was said and the details; any other line as it is. */
function readable(line: string): string {
  return (spoken(line) ?? line).slice(0, longest);
}

function spoken(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { msg, attr, err } = JSON.parse(line) as { msg?: unknown; attr?: unknown; err?: { message?: unknown } };
    if (typeof msg !== 'string') return undefined;
    const details = err?.message ?? attr;
    return details === undefined ? msg : `${msg}: ${typeof details === 'string' ? details : JSON.stringify(details)}`;
  } catch {
    return undefined;
  }
}
