const ERROR = 50;
const WARNING = 40;
/** What Node says for itself when somebody may look into it, see {@link Memory}. */
const DEBUGGER = /^(Debugger (listening|attached|ending)|For help, see: https:\/\/nodejs\.org)/;

/** Reads what a program writes, as it comes: JSON lines, of which none may be an error. */
export class LogWatch {
  /** Warnings by what they say, with how often. */
  readonly warnings = new Map<string, number>();
  /** `ws://…` of Node's inspector, where it is on. */
  inspector: string | null = null;
  private readonly errors: string[] = [];
  private rest = '';

  readonly hear = (text: string): void => {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.read(line);
  };

  /** The lines since the last call that are errors, or that no logger has written: what Node says of a rejection, say. */
  takeErrors(): string[] {
    return this.errors.splice(0);
  }

  private read(line: string): void {
    if (line.trim() === '') return;
    this.inspector ??= /^Debugger listening on (\S+)/.exec(line)?.[1] ?? null;
    if (DEBUGGER.test(line)) return;
    const { level, msg = '', context = '', err } = parsed(line);
    if (level === undefined || level >= ERROR) this.errors.push(line);
    else if (level === WARNING) this.warn(`${context}: ${msg || (err?.message ?? '')}`);
  }

  private warn(said: string): void {
    const key = said.slice(0, 160);
    this.warnings.set(key, (this.warnings.get(key) ?? 0) + 1);
  }
}

type Line = { level?: number; msg?: string; context?: string; err?: { message?: string } };

function parsed(line: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return {};
  }
}
