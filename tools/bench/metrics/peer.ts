import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type TelemetryColumns } from '#telemetry';

/** A published library that offers a power curve, fetched for the comparison only. */
export const PEER = '@sports-alliance/sports-lib@21.2.5';
const COMPILED = 'node_modules/@sports-alliance/sports-lib/lib/cjs';

/** What the peer computes of a ride. */
export interface PeerRide {
  /** Normalized power, by its own method: blocks of 30 s one after another, not a rolling mean. */
  normalizedPower(): unknown;
  /** Means of the given durations, or of 45 durations of its own choice; it has no curve of every second. */
  bestMeans(durations?: number[]): unknown;
  /** Both from the columns that ours begins with: makes an activity and lays out the one stream that they need. */
  fromColumns(durations: number[]): unknown;
  /** The same with all streams, and every statistic that it has for a ride: these two, means, extremes, ascent and more. */
  allStatisticsFromColumns(): unknown;
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

type PeerChannel = keyof typeof STREAMS;

/** One value a second, null where there is none. */
interface Stream {
  getData(): (number | null)[];
}

interface Activity {
  createStream(type: string): Stream;
  addStream(stream: Stream): void;
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
export async function withPeer(use: (ride: (columns: TelemetryColumns) => PeerRide) => void): Promise<boolean> {
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
    use((columns) => rideOf(columns, newActivity, ActivityUtilities));
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

function rideOf(columns: TelemetryColumns, newActivity: (seconds: number) => Activity, library: Utilities): PeerRide {
  const activityWith = (channels: readonly PeerChannel[]): Activity => {
    const { timestamps } = columns;
    const first = Math.floor((timestamps[0] ?? 0) / 1000);
    const activity = newActivity(Math.floor((timestamps.at(-1) ?? 0) / 1000) - first + 1);
    for (const channel of channels) {
      const stream = activity.createStream(STREAMS[channel]);
      layOut(timestamps, columns.channels[channel] ?? new Float64Array(0), first, stream.getData());
      activity.addStream(stream);
    }
    return activity;
  };
  // The steps that it takes itself when an activity lacks its normalized power.
  const normalizedPower = (activity: Activity): number => {
    const samples = activity.getStreamDataByDuration(STREAMS.power, true, true);
    return library.computeNormalizedPower(
      samples.map(({ value }) => value),
      samples.map(({ time }) => time / 1000),
    );
  };
  const prepared = activityWith(['power']);
  return {
    normalizedPower: () => normalizedPower(prepared),
    bestMeans: (durations) => library.calculateMeanMaxPower(prepared, durations),
    fromColumns: (durations) => {
      const activity = activityWith(['power']);
      return [normalizedPower(activity), library.calculateMeanMaxPower(activity, durations)];
    },
    allStatisticsFromColumns: () =>
      library.generateMissingStatsForActivity(activityWith(Object.keys(STREAMS) as PeerChannel[])),
  };
}

/** Its streams come with a null for each second; what was measured is put in its place, as an importer of it would. */
function layOut(timestamps: Float64Array, column: Float64Array, first: number, data: (number | null)[]): void {
  for (let point = 0; point < column.length; point++) {
    const value = column[point]!;
    if (!Number.isNaN(value)) data[Math.floor(timestamps[point]! / 1000) - first] = value;
  }
}
