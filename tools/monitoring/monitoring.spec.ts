import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join('docker', 'monitoring');
const operations = readFileSync(join('docs', 'operations.md'), 'utf8');
/** What docs/operations.md lists, which a test holds against what the programs show. */
const ours = new Map([...operations.matchAll(/^\| `(bpt_\w+)` +\| (\w+) /gm)].map(([, name, type]) => [name, type]));

const used = (file: string): string[] => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return [...new Set([...text.matchAll(/\bbpt_\w+/g)].map(([name]) => name))];
};

describe.each(readdirSync(FOLDER).filter((file) => !file.startsWith('prometheus')))('%s', (file) => {
  it('asks for nothing that the programs do not show', () => {
    expect(used(file).length).toBeGreaterThan(4);
    const known = (name: string): boolean => {
      const base = name.replace(/_(bucket|count|sum)$/, '');
      return ours.has(name) || (base !== name && ours.get(base) === 'histogram');
    };
    expect(used(file).filter((name) => !known(name))).toEqual([]);
  });
});

describe('the dashboard', () => {
  interface Panel {
    id: number;
    type: string;
    title: string;
    targets?: { expr: string }[];
    gridPos: { x: number; w: number };
  }
  const { panels } = JSON.parse(readFileSync(join(FOLDER, 'dashboard.json'), 'utf8')) as { panels: Panel[] };

  it('shows every metric, but for counts of log entries, which count points once more', () => {
    const shown = new Set(used('dashboard.json').map((name) => name.replace(/_(bucket|count|sum)$/, '')));
    const hidden = [...ours.keys()].filter((name) => !shown.has(name ?? ''));
    expect(hidden).toEqual(['bpt_intake_log_entries_total', 'bpt_ingest_entries_stored_total']);
  });

  it('has panels that each ask something, beside each other', () => {
    const graphs = panels.filter(({ type }) => type !== 'row');
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(graphs.filter(({ targets = [] }) => targets.length === 0 || targets.some(({ expr }) => !expr))).toEqual([]);
    expect(graphs.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });
});

describe('the alerts', () => {
  it('name a symptom that docs/operations.md has', () => {
    const alerts = readFileSync(join(FOLDER, 'alerts.yml'), 'utf8');
    const runbooks = new Set([...alerts.matchAll(/runbook: '?([^'\n]+)/g)].map(([, symptom = '']) => symptom));
    const [, troubles = ''] = operations.split('\n## When something is wrong');
    const symptoms = [...operations.matchAll(/^## (.*)$/gm), ...troubles.matchAll(/^### (.*)$/gm)].map(
      ([, title = '']) => title.toLowerCase(),
    );
    expect([...runbooks].filter((symptom) => !symptoms.includes(symptom))).toEqual([]);
  });
});
