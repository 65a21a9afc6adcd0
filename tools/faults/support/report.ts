import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** What one scenario came to. */
export interface Report {
  scenario: string;
  riders: number;
  acknowledged: number;
  lost: number;
  twice: number;
  foreign: number;
  /** Points that the worker wrote once more, which the rides do not show; where it was looked at. */
  writtenAgain?: number;
  unanswered: number;
  /** Requests that died with the API that we killed, or came to it long after it was asked to stop. */
  cutByKill: number;
  refused: number;
  /** Seconds from the last request until everything was acknowledged in the log. */
  drainedAfter: number;
}

const folder = (): string =>
  resolve('node_modules/.cache/bike-power-tracker', `faults-${process.env.TEST_RUN ?? 'none'}`);

/** Keeps a report until all scenarios of this run are through; they run in processes of their own. */
export async function keep(report: Report): Promise<void> {
  await mkdir(folder(), { recursive: true });
  await writeFile(join(folder(), `${encodeURIComponent(report.scenario)}.json`), JSON.stringify(report));
}

/** The reports of this run as lines of a table, by name; they are forgotten. */
export async function takeTable(): Promise<string[]> {
  const names = await readdir(folder()).catch(() => []);
  const reports = await Promise.all(
    names.sort().map(async (name) => JSON.parse(await readFile(join(folder(), name), 'utf8')) as Report),
  );
  await rm(folder(), { recursive: true, force: true });
  return reports.length === 0 ? [] : table(reports);
}

const COLUMNS: [title: string, value: (report: Report) => string | number][] = [
  ['scenario', ({ scenario }) => scenario],
  ['riders', ({ riders }) => riders],
  ['acknowledged', ({ acknowledged }) => acknowledged],
  ['lost', ({ lost }) => lost],
  ['stored twice', ({ twice }) => twice],
  ['written again', ({ writtenAgain = '' }) => writtenAgain],
  ['unanswered', ({ unanswered }) => unanswered],
  ['cut by kill or stop', ({ cutByKill }) => cutByKill],
  ['refused (503)', ({ refused }) => refused],
  ['drained after', ({ drainedAfter }) => `${drainedAfter.toFixed(1)} s`],
];

function table(reports: readonly Report[]): string[] {
  const rows = [
    COLUMNS.map(([title]) => title),
    ...reports.map((report) => COLUMNS.map(([, value]) => String(value(report)))),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}
