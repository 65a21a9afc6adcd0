/**
 * Aerobic decoupling (Friel): by how many percent the power per heart beat of the second half falls below that of the
 * first. The halves are those of the seconds with a heart rate; an odd one belongs to the second half. Seconds
 * without power are left out of the mean power of their half.
 *
 * @param power W and heartrate bpm on the same grid, NaN = not measured
 * @returns percent, negative when the second half was better; null where a half has no power or the first only zeros
 */
export function decoupling(power: Float64Array, heartrate: Float64Array): number | null {
  let seconds = 0;
  for (const beats of heartrate) if (beats > 0) seconds++;
  const middle = Math.floor(seconds / 2);
  const first = new Half();
  const second = new Half();
  let passed = 0;
  for (let i = 0; i < heartrate.length; i++) {
    if (!(heartrate[i]! > 0)) continue;
    (passed++ < middle ? first : second).add(power[i]!, heartrate[i]!);
  }
  const before = first.ratio();
  const after = second.ratio();
  if (before === null || after === null || before === 0) return null;
  return (100 * (before - after)) / before;
}

class Half {
  private work = 0;
  private powered = 0;
  private beats = 0;
  private seconds = 0;

  add(power: number, heartrate: number): void {
    this.beats += heartrate;
    this.seconds++;
    if (Number.isNaN(power)) return;
    this.work += power;
    this.powered++;
  }

  ratio(): number | null {
    if (this.powered === 0) return null;
    return this.work / this.powered / (this.beats / this.seconds);
  }
}
