import { readFileSync } from 'node:fs';
import { RIDE_FILE, toRecordedRide, writeRide } from './ride-file';
import { generateRide, type RideOptions } from './ride-model';

const options: RideOptions = {
  seed: 4,
  startTime: Date.UTC(2026, 5, 14, 7, 30),
  seconds: 75 * 60,
  cafeSeconds: 7 * 60,
};

const points = generateRide(options);
writeRide(toRecordedRide(options, points));
const kilobytes = Math.round(readFileSync(RIDE_FILE).length / 1024);
console.log(`${points.length} points of seed ${options.seed} written to ${RIDE_FILE}, ${kilobytes} KB`);
