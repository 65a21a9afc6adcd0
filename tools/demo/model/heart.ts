/** Beats a minute follow the load with a lag, faster up than down, and drift upwards as the ride wears on. */
export class Heart {
  private beats = 84;
  private heat = 0;

  constructor(
    private readonly resting: number,
    private readonly most: number,
    private readonly threshold: { watts: number; beats: number },
  ) {}

  /** One second at this load. */
  beat(watts: number): number {
    const perWatt = (this.threshold.beats - this.resting - 18) / this.threshold.watts;
    this.heat += (watts / this.threshold.watts - 0.35) / 3600;
    const wanted = this.resting + 18 + perWatt * watts + 9 * Math.max(0, this.heat);
    const lag = wanted > this.beats ? 26 : 42;
    this.beats += (Math.min(wanted, this.most) - this.beats) / lag;
    return this.beats;
  }
}
