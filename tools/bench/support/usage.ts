import { readFile } from 'node:fs/promises';

/** Linux counts a process' time in these. */
const TICKS_A_SECOND = 100;

export interface Usage {
  /** Of all threads, in user and system mode. */
  cpuSeconds: number;
  residentBytes: number;
}

/** What a process has used so far; null where there is no /proc, or no process. */
export async function usageOf(pid: number | undefined): Promise<Usage | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name before it, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
      residentBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024,
    };
  } catch {
    return null;
  }
}
