/** A point with every channel that a head unit sends. */
export interface SimulatedPoint {
  timestamp: number;
  power: number | null;
  cadence: number;
  heartrate: number;
  speed: number;
  distance: number;
  altitude: number;
}

/**
 * A ride of `seconds` points, one a second, the same for the same seed: intervals, coasting, a climb, a silent power
 * meter for ten seconds. `strength` scales its power.
 */
export function simulateRide(options: {
  start: number;
  seconds: number;
  strength?: number;
  seed?: number;
}): SimulatedPoint[] {
  const { start, seconds, strength = 1, seed = 1 } = options;
  const random = generator(seed);
  let distance = 0;
  return Array.from({ length: seconds }, (_, second) => {
    const effort = second % 300 < 60 ? 1.4 : second % 97 < 8 ? 0 : 1;
    const speed = Math.round((7 + 2 * Math.sin(second / 40) + random()) * 1000) / 1000;
    distance = Math.round((distance + speed) * 100) / 100;
    const silent = second >= 200 && second < 210;
    return {
      timestamp: start + second * 1000,
      power: silent ? null : Math.round((190 + 40 * random()) * effort * strength),
      cadence: effort === 0 ? 0 : 85 + Math.floor(random() * 10),
      heartrate: 120 + Math.floor(30 * (1 - Math.exp(-second / 200)) + 5 * random()),
      speed,
      distance,
      altitude: Math.round((400 + 60 * Math.sin(second / 150)) * 5) / 5,
    };
  });
}

/** Mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** In an order of its own, but the same for the same seed. */
export function shuffled<T>(items: readonly T[], seed = 7): T[] {
  const random = generator(seed);
  return items
    .map((item) => ({ item, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

export function inBatches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
