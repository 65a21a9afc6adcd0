import { join } from 'node:path';

import { run } from '../../servers';
import { findPromtool } from '../find-promtool';

const FOLDER = join('docker', 'monitoring');

describe('the alerts', () => {
  let promtool: string;

  beforeAll(async () => {
    promtool = await findPromtool();
  }, 120_000);

  it('and the jobs that they look at are what Prometheus accepts', async () => {
    const said = await run(promtool, ['check', 'config', 'prometheus.yml'], { cwd: FOLDER });
    expect(said).toContain('12 rules found');
  });

  it('go off when they should, and only then', async () => {
    const said = await run(promtool, ['test', 'rules', 'alerts.test.yml'], { cwd: FOLDER });
    expect(said).toContain('SUCCESS');
  });
});
