import { type Random } from './random';

const STEP = 10;
const METRES_PER_DEGREE = 111_320;

/** What lies before the wheel. */
export interface Spot {
  /** Rise over run. */
  gradient: number;
  /** Metres above the sea. */
  altitude: number;
  /** Bends of the road, 1/m. */
  curvature: number;
  lat: number;
  lng: number;
}

/** Where the rider must halt: a junction, a light, a level crossing. */
export interface Halt {
  at: number;
  seconds: number;
}

/** A road that nobody has ridden, known every 10 m: rolling country with climbs, each with its descent. */
export class Course {
  readonly length: number;
  readonly halts: readonly Halt[];
  /** Village signs, where riders sprint. */
  readonly signs: readonly number[];
  private readonly spots: Spot[] = [];

  constructor(random: Random, length: number) {
    const gradients = smooth(profile(random, length), 6);
    const bends = smooth(
      gradients.map(() => random.normal(0.02)),
      9,
    );
    let { altitude, lat, lng, heading } = { altitude: 412, lat: 46.9021, lng: 8.0417, heading: 0.6 };
    gradients.forEach((gradient, index) => {
      const curvature = bends[index] ?? 0;
      this.spots.push({ gradient, altitude, curvature, lat, lng });
      altitude += gradient * STEP;
      heading += curvature * STEP;
      lat += (Math.cos(heading) * STEP) / METRES_PER_DEGREE;
      lng += (Math.sin(heading) * STEP) / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
    });
    this.length = (this.spots.length - 2) * STEP;
    this.halts = scattered(random, length, 2800, 5200).map((at) => ({ at, seconds: random.whole(4, 26) }));
    this.signs = scattered(random, length, 9000, 14_000);
  }

  /** @param metres from the start; the course ends where it ends */
  at(metres: number): Spot {
    const place = Math.min(metres, this.length) / STEP;
    const from = this.spots[Math.floor(place)] as Spot;
    const to = this.spots[Math.floor(place) + 1] as Spot;
    const share = place - Math.floor(place);
    const mean = (key: keyof Spot) => from[key] + (to[key] - from[key]) * share;
    return {
      gradient: mean('gradient'),
      altitude: mean('altitude'),
      curvature: mean('curvature'),
      lat: mean('lat'),
      lng: mean('lng'),
    };
  }
}

/** Gradients in steps of 10 m: flat, rolling, up and down again, in turns. */
function profile(random: Random, length: number): number[] {
  const gradients: number[] = [];
  const add = (metres: number, gradient: (share: number) => number) => {
    const steps = Math.round(metres / STEP);
    for (let step = 0; step < steps; step++) gradients.push(gradient(step / steps) + random.normal(0.006));
  };
  add(3000, () => 0.001);
  while (gradients.length * STEP < length + 200) {
    const steepness = random.between(0.045, 0.075);
    const rise = random.between(1400, 4200);
    const hills = random.whole(3, 6);
    add(random.between(2500, 4500), (share) => 0.025 * Math.sin(share * hills * 2 * Math.PI));
    add(rise, (share) => steepness * (0.8 + 0.4 * Math.sin(share * 9)));
    add(300, () => 0);
    add(rise * 1.1, () => -steepness / 1.1);
    add(random.between(2000, 5000), () => 0);
  }
  return gradients;
}

function smooth(values: number[], reach: number): number[] {
  return values.map((_, index) => {
    const near = values.slice(Math.max(0, index - reach), index + reach + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

function scattered(random: Random, length: number, least: number, most: number): number[] {
  const places: number[] = [];
  for (let at = random.between(least, most); at < length; at += random.between(least, most)) places.push(at);
  return places;
}
