import { type Spot } from './course';
import { type Random, Wander } from './random';

export interface RiderProfile {
  /** With the bicycle. */
  kilograms: number;
  /** W */
  ftp: number;
  /** W; what can be held for long */
  criticalPower: number;
  /** J above it, the reserve that efforts draw on */
  reserve: number;
  restingHeartrate: number;
  maxHeartrate: number;
  thresholdHeartrate: number;
}

const TIRED = 0.2;
const RECOVERED = 0.45;

/** Decides how hard to push, and pays for it: above critical power the reserve empties, below it fills again. */
export class Rider {
  private left: number;
  private spared = false;
  private sprint = 0;
  private sprintSeconds = 0;
  private readonly mood: Wander;
  private readonly legs: Wander;

  constructor(
    private readonly profile: RiderProfile,
    private readonly random: Random,
  ) {
    this.left = profile.reserve;
    this.mood = new Wander(random, 0.075, 40);
    this.legs = new Wander(random, 0.06, 2.5);
  }

  /** Goes for a village sign, unless the legs are empty. */
  startSprint(): void {
    if (this.left < this.profile.reserve * 0.6) return;
    this.sprintSeconds = this.random.whole(9, 14);
    this.sprint = this.random.between(2.5, 3.2) * this.profile.ftp;
  }

  /** Watts for the coming second; 0 when rolling is as fast as wanted. */
  push(spot: Spot, speed: number, allowed: number): number {
    const mood = 1 + this.mood.next();
    const legs = this.legs.next();
    const watts = this.wanted(spot, speed, allowed) * mood;
    const uneven = watts > 0 ? watts * (1 + legs) + this.random.normal(0.05 * watts + 7) : 0;
    const pushed = Math.max(0, Math.min(uneven, 150 + speed * 130));
    this.pay(pushed);
    return pushed;
  }

  likedCadence(spot: Spot): number {
    if (this.sprintSeconds > 0) return 108;
    return 90 - Math.max(0, Math.min(16, spot.gradient * 260));
  }

  rest(seconds: number): void {
    for (let second = 0; second < seconds; second++) this.pay(0);
  }

  private wanted(spot: Spot, speed: number, allowed: number): number {
    const { ftp } = this.profile;
    if (allowed < 2 || speed > allowed - 0.4) return 0;
    if (spot.gradient < -0.03 && speed > 11.5) return 0;
    if (this.sprintSeconds > 0) {
      this.sprintSeconds--;
      this.sprint *= 0.97;
      return this.sprint;
    }
    if (this.spared) return 0.8 * ftp;
    return ftp * Math.max(0.35, Math.min(1.14, 0.76 + 5.2 * spot.gradient));
  }

  /** The differential form of W′ balance (Skiba; Froncioni and Clarke) in steps of a second. */
  private pay(watts: number): void {
    const { criticalPower, reserve } = this.profile;
    if (watts > criticalPower) this.left = Math.max(0, this.left - (watts - criticalPower));
    else this.left += ((criticalPower - watts) * (reserve - this.left)) / reserve;
    if (this.left < TIRED * reserve) this.spared = true;
    if (this.left > RECOVERED * reserve) this.spared = false;
  }
}
