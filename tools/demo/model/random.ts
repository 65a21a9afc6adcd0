/** Random numbers that come out the same for the same seed, so that the recorded ride can be made again. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Evenly spread over 0 ≤ x < 1. A Weyl sequence mixed by the finaliser of MurmurHash3. */
  uniform(): number {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  /** Normally distributed (Box and Muller), mean 0. */
  normal(deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return deviation * radius * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** Noise with a memory: it wanders about 0 and forgets within `seconds` (an Ornstein–Uhlenbeck process in 1 s steps). */
export class Wander {
  private value = 0;
  private readonly kept: number;

  constructor(
    private readonly random: Random,
    private readonly deviation: number,
    seconds: number,
  ) {
    this.kept = Math.exp(-1 / seconds);
  }

  next(): number {
    this.value = this.value * this.kept + this.random.normal(this.deviation * Math.sqrt(1 - this.kept ** 2));
    return this.value;
  }
}
