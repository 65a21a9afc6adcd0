import { type Spot } from './course';

const GRAVITY = 9.81;
const AIR_DENSITY = 1.19;
const DRAG_AREA = 0.34;
const ROLLING_RESISTANCE = 0.0046;
const DRIVETRAIN_EFFICIENCY = 0.976;
const WHEEL_INERTIA_KG = 1.4;
const SUBSTEPS = 4;

const WHEEL_METRES = 2.105;
const CHAINRINGS = [34, 50];
const SPROCKETS = [11, 12, 13, 14, 15, 17, 19, 21, 24, 28, 32];
const GEARS = CHAINRINGS.flatMap((ring) => SPROCKETS.map((sprocket) => ring / sprocket)).sort((a, b) => a - b);
const SHIFT_WHEN_OFF_BY_RPM = 8;

/** Rider and bicycle on the road: power becomes speed against gravity, tyres, air and their own inertia. */
export class Bicycle {
  /** m/s */
  speed = 0;
  /** m since the start */
  travelled = 0;
  private gear = GEARS[6] as number;

  constructor(private readonly kilograms: number) {}

  /**
   * One second further.
   * @param watts at the crank
   * @param allowed the speed above which the rider brakes, m/s
   * @param wind against the rider, m/s
   */
  roll(watts: number, spot: Spot, allowed: number, wind: number): void {
    const slope = Math.atan(spot.gradient);
    const resistance = this.kilograms * GRAVITY * (Math.sin(slope) + ROLLING_RESISTANCE * Math.cos(slope));
    for (let substep = 0; substep < SUBSTEPS; substep++) {
      const air = this.speed + wind;
      const push = (watts * DRIVETRAIN_EFFICIENCY) / Math.max(this.speed, 1.4);
      const force = push - resistance - 0.5 * AIR_DENSITY * DRAG_AREA * air * Math.abs(air);
      const braking = this.speed > allowed ? Math.min(3, (this.speed - allowed) * 2) : 0;
      const acceleration = force / (this.kilograms + WHEEL_INERTIA_KG) - braking;
      this.speed = Math.max(0, this.speed + acceleration / SUBSTEPS);
      this.travelled += this.speed / SUBSTEPS;
    }
  }

  /** Turns of the crank a minute, after shifting towards what the rider likes. */
  cadence(liked: number): number {
    const metresAMinute = this.speed * 60;
    const turns = (gear: number) => metresAMinute / (gear * WHEEL_METRES);
    if (Math.abs(turns(this.gear) - liked) > SHIFT_WHEN_OFF_BY_RPM) {
      this.gear = GEARS.reduce((best, gear) =>
        Math.abs(turns(gear) - liked) < Math.abs(turns(best) - liked) ? gear : best,
      );
    }
    return turns(this.gear);
  }
}
