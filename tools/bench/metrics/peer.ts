import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A published library that offers a power curve, fetched for the comparison only. */
export const PEER = '@sports-alliance/sports-lib@21.2.5';
const COMPILED = 'node_modules/@sports-alliance/sports-lib/lib/cjs';

/** A ride as the peer has it, and what it computes of it. */
export interface PeerRide {
  /** Normalized power, by its own method: blocks of 30 s one after another, not a rolling mean. */
  normalizedPower(): unknown;
  /** Means of the given durations, or of 45 durations of its own choice; it has no curve of every second. */
  bestMeans(durations?: number[]): unknown;
  /** Every statistic that it has for a ride: these two, means, extremes, ascent and more. */
  allStatistics(): unknown;
}

/** Its names of our channels. */
const STREAMS = {
  power: 'Power',
  cadence: 'Cadence',
  heartrate: 'Heart Rate',
  speed: 'Speed',
  distance: 'Distance',
  altitude: 'Altitude',
  temperature: 'Temperature',
} as const;

/** Per channel one value a second, null where there is none. */
export type PeerChannels = Record<keyof typeof STREAMS, (number | null)[]>;

interface Activity {
  createStream(type: string): { setData(values: (number | null)[]): object };
  addStream(stream: object): void;
  getStreamDataByDuration(type: string, withoutNull: boolean, finite: boolean): { time: number; value: number }[];
}

interface Utilities {
  calculateMeanMaxPower(activity: Activity, durations?: number[]): unknown;
  computeNormalizedPower(power: number[], seconds: number[]): number;
  generateMissingStatsForActivity(activity: Activity): void;
}

/**
 * Installs the peer into a temporary folder, which `use` has for as long as it runs.
 * @returns false where it cannot be fetched
 */
export async function withPeer(use: (ride: (channels: PeerChannels) => PeerRide) => void): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-peer-'));
  try {
    const fetching = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', PEER];
    const fetched = await promisify(execFile)('npm', fetching).then(
      () => true,
      () => false,
    );
    if (!fetched) return false;
    const load = createRequire(join(folder, 'package.json'));
    const { ActivityUtilities } = load('@sports-alliance/sports-lib') as { ActivityUtilities: Utilities };
    const newActivity = activityMaker((file) => load(join(folder, COMPILED, file)) as Record<string, unknown>);
    use((channels) => rideOf(channels, newActivity, ActivityUtilities));
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Constructor = new (...values: unknown[]) => unknown;

/** Its activities are made by its importers alone, so their class is loaded from its file. */
function activityMaker(load: (file: string) => Record<string, unknown>): (seconds: number) => Activity {
  const { Activity } = load('activities/activity.js') as { Activity: Constructor };
  const { Creator } = load('creators/creator.js') as { Creator: Constructor };
  return (seconds) => new Activity(new Date(0), new Date(seconds * 1000), 'Cycling', new Creator('bench')) as Activity;
}

function rideOf(channels: PeerChannels, newActivity: (seconds: number) => Activity, library: Utilities): PeerRide {
  const filled = (): Activity => {
    const activity = newActivity(channels.power.length);
    for (const [channel, type] of Object.entries(STREAMS)) {
      activity.addStream(activity.createStream(type).setData(channels[channel as keyof PeerChannels]));
    }
    return activity;
  };
  const activity = filled();
  return {
    // The steps that it takes itself when an activity lacks its normalized power.
    normalizedPower: () => {
      const samples = activity.getStreamDataByDuration(STREAMS.power, true, true);
      return library.computeNormalizedPower(
        samples.map(({ value }) => value),
        samples.map(({ time }) => time / 1000),
      );
    },
    bestMeans: (durations) => library.calculateMeanMaxPower(activity, durations),
    allStatistics: () => library.generateMissingStatsForActivity(filled()),
  };
}
