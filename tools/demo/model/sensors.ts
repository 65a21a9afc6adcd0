import { type TelemetryPoint } from '#telemetry';
import { type Random, Wander } from './random';

/** What is true of one second, before any device has looked at it. */
export interface Truth {
  timestamp: number;
  watts: number;
  cadence: number;
  heartrate: number;
  speed: number;
  altitude: number;
  lat: number;
  lng: number;
}

const DEGREES_PER_METRE = 1 / 111_320;

/** The devices on the handlebar: they err a little, round to their resolution, and sometimes say nothing. */
export class Sensors {
  private distance = 0;
  private readonly weather: Wander;
  private readonly north: Wander;
  private readonly east: Wander;
  private readonly silent: Record<'power' | 'heartrate' | 'position', number> = { power: 0, heartrate: 0, position: 0 };
  private temperature = 14.4;

  constructor(private readonly random: Random) {
    this.weather = new Wander(random, 1.2, 900);
    this.north = new Wander(random, 1.6, 90);
    this.east = new Wander(random, 1.6, 90);
  }

  /** @returns null where the device wrote no row at all */
  read(truth: Truth): TelemetryPoint | null {
    const { random } = this;
    const moving = truth.speed > 0.3;
    const speed = moving ? rounded(Math.max(0, truth.speed + random.normal(0.08)), 1000) : 0;
    this.distance += moving ? speed + random.normal(0.006) : 0;
    this.temperature += (19.5 - (truth.altitude - 412) / 120 - this.temperature) / 1500;
    const altitude = truth.altitude + this.weather.next() + random.normal(0.12);
    const lat = truth.lat + (this.north.next() + random.normal(moving ? 0.1 : 0.02)) * DEGREES_PER_METRE;
    const lng = truth.lng + (this.east.next() + random.normal(moving ? 0.1 : 0.02)) * DEGREES_PER_METRE * 1.46;
    const heard = {
      power: this.hears('power', 0.0008, 3),
      heartrate: this.hears('heartrate', 0.0004, 40),
      position: this.hears('position', 0.0003, 15),
    };
    if (random.uniform() < 0.001) return null;
    return {
      timestamp: truth.timestamp,
      power: heard.power ? rounded(truth.watts, 1) : null,
      cadence: heard.power ? rounded(Math.max(0, truth.cadence && truth.cadence + random.normal(0.9)), 1) : null,
      heartrate: heard.heartrate ? rounded(truth.heartrate + random.normal(0.25), 1) : null,
      speed,
      distance: rounded(this.distance, 100),
      altitude: rounded(altitude, 5),
      temperature: rounded(this.temperature, 1),
      lat: heard.position ? rounded(lat, 1e7) : null,
      lng: heard.position ? rounded(lng, 1e7) : null,
    };
  }

  /** Whether a sensor is heard this second; when it falls silent it stays so for a while. */
  private hears(sensor: keyof Sensors['silent'], chance: number, longest: number): boolean {
    if (this.silent[sensor] > 0) this.silent[sensor]--;
    else if (this.random.uniform() < chance) this.silent[sensor] = this.random.whole(1, longest);
    return this.silent[sensor] === 0;
  }
}

function rounded(value: number, perUnit: number): number {
  const counts = Math.round(value * perUnit);
  return counts === 0 ? 0 : counts / perUnit;
}
