import { freePort } from './free-port';

describe('freePort', () => {
  it('gives nobody a port that somebody else was given a moment before', async () => {
    const ports: number[] = [];
    // Of so many that the system chooses, two are the same.
    for (let count = 0; count < 1_000; count += 1) ports.push(await freePort());
    expect(new Set(ports).size).toBe(ports.length);
  });
});
