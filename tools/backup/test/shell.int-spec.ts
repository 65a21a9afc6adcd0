import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../../servers';
import { folderOf } from './support/find-program';

const scripts = ['tools', 'docker'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sh'))
    .map((file) => join(folder, file)),
);

it('shellcheck has nothing to say about our scripts', async () => {
  expect(scripts.length).toBeGreaterThan(5);
  await run(join(await folderOf('shellcheck'), 'shellcheck'), ['--external-sources', ...scripts]);
});
