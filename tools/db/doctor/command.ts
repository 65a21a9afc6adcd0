/** What the doctor is asked to do. */
export interface Command {
  /** Turns MongoDB's profiler on or off first. */
  profiler?: 'on' | 'off';
  /** From which duration, ms, the profiler keeps a command. */
  slowMs: number;
  json: boolean;
}

export const USAGE = `npm run db:doctor -- [--profiler on|off] [--slow-ms 100] [--json]`;

/** @throws Error that says what can be asked */
export function readCommand(args: readonly string[]): Command {
  const command: Command = { slowMs: 100, json: false };
  const rest = [...args];
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    if (option === '--json') command.json = true;
    else if (option === '--profiler') command.profiler = onOrOff(rest.shift());
    else if (option === '--slow-ms') command.slowMs = milliseconds(rest.shift());
    else throw new Error(`${option} is not an option. ${USAGE}`);
  }
  return command;
}

function onOrOff(value: string | undefined): 'on' | 'off' {
  if (value !== 'on' && value !== 'off') throw new Error(`--profiler is on or off. ${USAGE}`);
  return value;
}

function milliseconds(value: string | undefined): number {
  if (!/^\d{1,6}$/.test(value ?? '')) throw new Error(`--slow-ms is a whole number of milliseconds. ${USAGE}`);
  return Number(value);
}
