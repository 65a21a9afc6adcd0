import { type Examination } from './findings';

const LONGEST_SHAPE = 110;

/** An examination for a person. */
export function report({ sizes, indexes, profiler, slowest }: Examination, found: readonly string[]): string {
  const collections = sizes.map(({ collection, documents, stored, indexes: indexed, averageDocument }) => [
    collection,
    documents.toLocaleString('en'),
    bytes(stored),
    bytes(indexed),
    bytes(averageDocument),
  ]);
  const used = indexes.used.map(({ collection, index, uses, since, declared }) => [
    `${collection}.${index}`,
    uses.toLocaleString('en'),
    since.toISOString().slice(0, 16).replace('T', ' '),
    declared ? '' : 'not declared',
  ]);
  const slow = slowest.map(({ collection, operation, times, slowest: worst, average, plan, shape }) => [
    `${collection} ${operation}`,
    String(times),
    `${worst} ms`,
    `${Math.round(average)} ms`,
    plan,
    shape.length > LONGEST_SHAPE ? `${shape.slice(0, LONGEST_SHAPE)}…` : shape,
  ]);
  const kept = profiler.on
    ? `The profiler keeps what takes ${profiler.slowMs} ms or more`
    : 'The profiler is off (npm run db:doctor -- --profiler on)';
  return [
    table([['collection', 'documents', 'stored', 'indexes', 'a document'], ...collections]),
    table([['index', 'uses', 'since', ''], ...used]),
    slow.length > 0
      ? table([['slowest', 'times', 'most', 'average', 'plan', 'shape'], ...slow])
      : `${kept}; it has nothing.`,
    found.length > 0 ? `To do:\n${found.map((line) => `  ${line}`).join('\n')}` : 'All is well.',
  ].join('\n\n');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [count, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
