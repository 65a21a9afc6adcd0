import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type BrutePoint } from './brute-force';

interface RideFile {
  source: string;
  startMs: number;
  seconds: number[];
  expected: {
    elapsedS: number;
    timerS: number;
    power: { seconds: number; avgPower: number; maxPower: number; normalizedPower: number; energyKJ: number };
    mmp: Record<string, number>;
    curveSeconds: number;
    cadence: { avg: number; max: number };
    distanceM: number;
    avgSpeed: number;
    maxSpeed: number;
    climb: { ascent: number; descent: number };
  };
  power: (number | null)[];
  cadence: (number | null)[];
  speed: (number | null)[];
  distance: (number | null)[];
  altitude: (number | null)[];
}

/** A recorded ride with gaps and silences, and what an independent program made of it. */
export function realRide(): { points: BrutePoint[]; expected: RideFile['expected'] } {
  const file = JSON.parse(readFileSync(join(__dirname, 'fixtures/edge510-powertap-55min.json'), 'utf8')) as RideFile;
  const points = file.seconds.map((second, i) => ({
    timestamp: file.startMs + second * 1000,
    power: file.power[i],
    cadence: file.cadence[i],
    speed: file.speed[i],
    distance: file.distance[i],
    altitude: file.altitude[i],
  }));
  return { points, expected: file.expected };
}
