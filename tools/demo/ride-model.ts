import { type TelemetryPoint } from '#telemetry';
import { Bicycle } from './model/bicycle';
import { Course, type Spot } from './model/course';
import { Heart } from './model/heart';
import { Random, Wander } from './model/random';
import { Rider, type RiderProfile } from './model/rider';
import { Sensors } from './model/sensors';

export interface RideOptions {
  seed: number;
  /** Unix milliseconds of the first second. */
  startTime: number;
  /** Seconds on the bicycle; the café comes on top. */
  seconds: number;
  /** Seconds in the café, of which nothing is recorded; 0 leaves it out. */
  cafeSeconds: number;
}

export const DEMO_RIDER: RiderProfile = {
  kilograms: 82,
  ftp: 262,
  criticalPower: 255,
  reserve: 19_500,
  restingHeartrate: 54,
  maxHeartrate: 187,
  thresholdHeartrate: 168,
};

const FASTEST = 17.5;
const SIDEWAYS = 3.2;
const BRAKING = 1.3;

/**
 * A ride that could have been: made by a rider with limits on a made-up course and measured by devices with theirs, once
 * a second. The same options give the same ride.
 */
export function generateRide(options: RideOptions): TelemetryPoint[] {
  const random = new Random(options.seed);
  const course = new Course(random, options.seconds * 11);
  const rider = new Rider(DEMO_RIDER, random);
  const bicycle = new Bicycle(DEMO_RIDER.kilograms);
  const { restingHeartrate, maxHeartrate, thresholdHeartrate: beats, ftp: watts } = DEMO_RIDER;
  const heart = new Heart(restingHeartrate, maxHeartrate, { watts, beats });
  const sensors = new Sensors(random);
  const wind = new Wander(random, 1.5, 240);
  const road = new Road(course);
  const cafeAt = options.cafeSeconds > 0 ? Math.round(options.seconds * 0.58) : Infinity;
  const points: TelemetryPoint[] = [];
  let clock = options.startTime;
  for (let second = 0; second < options.seconds; second++) {
    const spot = course.at(bicycle.travelled);
    const allowed = road.allowed(spot, bicycle, second > cafeAt - 25 && second <= cafeAt);
    if (road.passesSign(bicycle.travelled)) rider.startSprint();
    const pushed = rider.push(spot, bicycle.speed, allowed);
    const cadence = pushed > 0 ? bicycle.cadence(rider.likedCadence(spot)) : 0;
    bicycle.roll(pushed, spot, allowed, wind.next());
    const { altitude, lat, lng } = course.at(bicycle.travelled);
    const heartrate = heart.beat(pushed);
    const { speed } = bicycle;
    const point = sensors.read({ timestamp: clock, watts: pushed, cadence, heartrate, speed, altitude, lat, lng });
    if (point) points.push(point);
    clock += 1000;
    if (second !== cafeAt) continue;
    clock += options.cafeSeconds * 1000;
    rider.rest(options.cafeSeconds);
    for (let pause = 0; pause < options.cafeSeconds; pause++) heart.beat(0);
  }
  return points;
}

/** What the road permits: bends, halts, and good sense downhill. */
class Road {
  private halts = 0;
  private signs = 0;
  private waited = 0;

  constructor(private readonly course: Course) {}

  allowed(spot: Spot, bicycle: Bicycle, nearCafe: boolean): number {
    if (nearCafe) return 0;
    const bend = Math.sqrt(SIDEWAYS / Math.max(Math.abs(spot.curvature), 1e-4));
    return Math.min(FASTEST, bend, this.untilHalt(bicycle));
  }

  /** True once for each village sign. */
  passesSign(travelled: number): boolean {
    const sign = this.course.signs[this.signs];
    if (sign === undefined || travelled < sign) return false;
    this.signs++;
    return true;
  }

  private untilHalt(bicycle: Bicycle): number {
    const halt = this.course.halts[this.halts];
    if (!halt) return Infinity;
    const ahead = halt.at - bicycle.travelled;
    if (ahead > 3) return Math.sqrt(2 * BRAKING * ahead);
    if (this.waited++ < halt.seconds) return 0;
    this.waited = 0;
    this.halts++;
    return Infinity;
  }
}
