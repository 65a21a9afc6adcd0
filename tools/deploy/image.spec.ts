import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const dockerfile = readFileSync(join('docker', 'Dockerfile'), 'utf8');
const letThrough = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));

describe('the image', () => {
  it('takes over nothing that .dockerignore keeps from its build', () => {
    const taken = [...dockerfile.matchAll(/^COPY --from=build \/app\/dist\/(\S+)/gm)].map(([, path = '']) => path);
    expect(taken.length).toBeGreaterThan(3);
    const isLetThrough = (path: string): boolean =>
      letThrough.some((folder) => path === folder || path.startsWith(`${folder}/`));
    expect(taken.filter((path) => !isLetThrough(path.replace(/\.js$/, '.ts')))).toEqual([]);
  });
});
