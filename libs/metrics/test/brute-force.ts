/**
 * The definitions once more, as simple and slow as can be: plain objects, one pass per number, no code shared with the library.
 * What the library computes is held against this. For rides of a few hours at most.
 */

/** One point; absent or null = missing. */
export interface BrutePoint {
  timestamp: number;
  power?: number | null;
  cadence?: number | null;
  heartrate?: number | null;
  speed?: number | null;
  distance?: number | null;
  altitude?: number | null;
  incline?: number | null;
  temperature?: number | null;
  lat?: number | null;
  lng?: number | null;
}

type Channel = 'power' | 'cadence' | 'heartrate' | 'speed' | 'distance' | 'altitude';
const CHANNELS: Channel[] = ['power', 'cadence', 'heartrate', 'speed', 'distance', 'altitude'];

/** One second of the elapsed grid; a channel that is not measured in it is absent. */
export type BruteSecond = { recorded: boolean } & Partial<Record<Channel, number>>;

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: number[]): number | null => (values.length ? sum(values) / values.length : null);
const largest = (values: number[]): number | null => (values.length ? values.reduce((a, b) => Math.max(a, b)) : null);
const present = (values: (number | undefined)[]): number[] => values.filter((v) => v !== undefined);

function possible(channel: Channel, value: number | null | undefined): boolean {
  if (value === null || value === undefined || !Number.isFinite(value)) return false;
  if (channel === 'power') return value >= 0 && value <= 2500;
  if (channel === 'heartrate') return value >= 25 && value <= 250;
  if (channel === 'cadence') return value >= 0 && value <= 250;
  if (channel === 'speed') return value >= 0 && value <= 40;
  return true;
}

function firstOfEachTimestamp(points: BrutePoint[]): BrutePoint[] {
  const seen = new Map<number, BrutePoint>();
  for (const point of points) if (!seen.has(point.timestamp)) seen.set(point.timestamp, point);
  return [...seen.values()].sort((a, b) => a.timestamp - b.timestamp);
}

function longestDropout(seconds: number[]): number {
  const gaps = seconds.slice(1).map((second, i) => second - seconds[i]!);
  if (gaps.length === 0) return 3;
  gaps.sort((a, b) => a - b);
  const median = (gaps[Math.floor((gaps.length - 1) / 2)]! + gaps[Math.ceil((gaps.length - 1) / 2)]!) / 2;
  return Math.min(median === 1 ? 3 : 4 * median, 3601);
}

/** The ride as one object per second of the elapsed grid. */
export function bruteForceSeconds(points: BrutePoint[]): BruteSecond[] {
  const bySecond = new Map<number, BrutePoint[]>();
  for (const point of firstOfEachTimestamp(points)) {
    const second = Math.floor(point.timestamp / 1000);
    bySecond.set(second, [...(bySecond.get(second) ?? []), point]);
  }
  const seconds = [...bySecond.keys()];
  const dropout = longestDropout(seconds);
  const grid: BruteSecond[] = [];
  const gridIndex: number[] = [];
  seconds.forEach((second, k) => {
    const gap = k === 0 ? 1 : second - seconds[k - 1]!;
    const between = Math.min(gap - 1, 3600);
    for (let i = 0; i < between; i++) grid.push({ recorded: gap <= dropout });
    gridIndex.push(grid.length);
    grid.push({ recorded: true });
  });
  for (const channel of CHANNELS) {
    let last: { k: number; value: number } | undefined;
    seconds.forEach((second, k) => {
      const values = bySecond.get(second)!.map((point) => point[channel]);
      const value = mean(values.filter((v) => possible(channel, v)) as number[]);
      if (value === null) return;
      grid[gridIndex[k]!]![channel] = value;
      if (last && second - seconds[last.k]! <= dropout) {
        for (let i = gridIndex[last.k]! + 1; i < gridIndex[k]!; i++) grid[i]![channel] = last.value;
      }
      last = { k, value };
    });
  }
  return grid;
}

/** The largest mean over every window of `duration` seconds; null where no window counts. */
export function bruteForceBest(grid: BruteSecond[], metric: Channel, duration: number): number | null {
  if (!grid.some((second) => second[metric] !== undefined)) return null;
  let best: number | null = null;
  for (let start = 0; start + duration <= grid.length; start++) {
    const window = grid.slice(start, start + duration).map((second) => second[metric]);
    if (metric !== 'power' && window.includes(undefined)) continue;
    const value = sum(present(window)) / duration;
    if (best === null || value > best) best = value;
  }
  return best;
}

/** The most work of any window, for every duration from 1 s on; position 0 is 1 s. */
export function bruteForceMostWork(power: ArrayLike<number>): number[] {
  const most = new Array<number>(power.length).fill(0);
  for (let start = 0; start < power.length; start++) {
    let work = 0;
    for (let end = start; end < power.length; end++) {
      work += power[end]!;
      if (work > most[end - start]!) most[end - start] = work;
    }
  }
  return most;
}

function bruteForceNormalizedPower(power: number[]): number | null {
  const means: number[] = [];
  for (let end = 30; end <= power.length; end++) means.push(sum(power.slice(end - 30, end)) / 30);
  const fourth = mean(means.map((m) => m ** 4));
  return fourth === null ? null : fourth ** 0.25;
}

function bruteForceClimb(altitudes: number[]): { ascent: number; descent: number } {
  let [accepted, ascent, descent] = [altitudes[0]!, 0, 0];
  for (const altitude of altitudes) {
    if (altitude - accepted >= 2) ascent += altitude - accepted;
    else if (accepted - altitude >= 2) descent += accepted - altitude;
    else continue;
    accepted = altitude;
  }
  return { ascent, descent };
}

function bruteForceDecoupling(grid: BruteSecond[]): number | null {
  const beating = grid.filter((second) => second.recorded && second.heartrate !== undefined);
  const half = Math.floor(beating.length / 2);
  const ratios = [beating.slice(0, half), beating.slice(half)].map((part) => {
    const power = mean(present(part.map((second) => second.power)));
    const heartrate = mean(present(part.map((second) => second.heartrate)));
    return power === null || heartrate === null ? null : power / heartrate;
  });
  const [first, second] = ratios as [number | null, number | null];
  return first === null || second === null || first === 0 ? null : (100 * (first - second)) / first;
}

const rounded = (value: number | null, decimals: number): number | null =>
  value === null ? null : Math.round(value * 10 ** decimals) / 10 ** decimals + 0;

/** The rounded summary of a ride, field by field as the library names them (without metricsVersion and quality). */
export function bruteForceSummary(points: BrutePoint[], ftp: number | null) {
  const grid = bruteForceSeconds(points);
  const recorded = grid.filter((second) => second.recorded);
  const of = (channel: Channel): number[] => present(recorded.map((second) => second[channel]));
  const timerTime = recorded.length;
  const power = of('power');
  const avgPower = mean(power);
  const np = bruteForceNormalizedPower(power);
  const factor = np === null || ftp === null ? null : np / ftp;
  const heartrate = mean(of('heartrate'));
  const metres = of('distance');
  const increases = metres.map((metre, i) => Math.max(0, metre - (metres[i - 1] ?? metre)));
  const distance = metres.length ? sum(increases) : of('speed').length ? sum(of('speed')) : null;
  const climb = of('altitude').length ? bruteForceClimb(of('altitude')) : null;
  return {
    timerTime,
    avgPower: rounded(avgPower, 0),
    maxPower: rounded(largest(power), 0),
    normalizedPower: rounded(np, 0),
    intensityFactor: rounded(factor, 2),
    trainingStressScore:
      np === null || ftp === null ? null : rounded(((timerTime * np * (np / ftp)) / (ftp * 3600)) * 100, 1),
    variabilityIndex: np === null || !avgPower ? null : rounded(np / avgPower, 2),
    efficiencyFactor: np === null || heartrate === null ? null : rounded(np / heartrate, 2),
    totalEnergy: power.length ? rounded(sum(power) / 1000, 0) : null,
    avgCadence: rounded(mean(of('cadence').filter((cadence) => cadence !== 0)), 0),
    maxCadence: rounded(largest(of('cadence')), 0),
    avgHeartrate: rounded(heartrate, 0),
    maxHeartrate: rounded(largest(of('heartrate')), 0),
    totalDistance: rounded(distance, 0),
    avgSpeed: distance === null ? null : rounded(distance / timerTime, 1),
    maxSpeed: rounded(largest(of('speed')), 1),
    totalAscent: climb && rounded(climb.ascent, 0),
    totalDescent: climb && rounded(climb.descent, 0),
    decoupling: rounded(bruteForceDecoupling(grid), 1),
    sampleCount: points.length,
    ftp,
  };
}
