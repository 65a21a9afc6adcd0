import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A published library that offers a power curve, fetched for the comparison only. */
export const PEER = '@sports-alliance/sports-lib@21.2.5';

/** Means of the given durations, or of 45 durations of its own choice; it has no curve of every second. */
export type PeerCurve = (power: number[], durations?: number[]) => unknown;

interface PeerModule {
  ActivityUtilities: { calculateMeanMaxPower: (activity: object, durations?: number[]) => unknown };
}

/**
 * Installs the peer into a temporary folder, which `use` has for as long as it runs.
 * @returns false where it cannot be fetched
 */
export async function withPeer(use: (curve: PeerCurve) => void): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-peer-'));
  try {
    const fetching = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', PEER];
    const fetched = await promisify(execFile)('npm', fetching).then(
      () => true,
      () => false,
    );
    if (!fetched) return false;
    const load = createRequire(join(folder, 'package.json'));
    const { ActivityUtilities } = load('@sports-alliance/sports-lib') as PeerModule;
    use((power, durations) => ActivityUtilities.calculateMeanMaxPower(activityOf(power), durations));
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As much of an activity as the peer's curve asks for. */
function activityOf(power: number[]): object {
  return {
    hasStreamData: () => true,
    getStreamData: () => power,
    getSquashedStreamData: () => power,
    getStat: () => undefined,
  };
}
