/**
 * Aerobic decoupling (Friel): by how many percent the power per heart beat of the second half falls below that of the
 * first. The halves are those of the seconds with a heart rate; an odd one belongs to the second half. Seconds
 * without power are left out of the mean power of their half.
 *
 * @param power W and heartrate bpm on the same grid, NaN = not measured
 * @returns percent, negative when the second half was better; null where a half has no power or the first only zeros
 */
export function decoupling(power: Float64Array, heartrate: Float64Array): number | null {
  const middle = middleOf(heartrate);
  const before = powerPerBeat(power, heartrate, 0, middle);
  const after = powerPerBeat(power, heartrate, middle, heartrate.length);
  if (before === null || after === null || before === 0) return null;
  return (100 * (before - after)) / before;
}

/** Where the second half of the seconds with a heart rate begins, found from both ends. */
function middleOf(heartrate: Float64Array): number {
  let first = 0;
  let last = heartrate.length - 1;
  for (; ; first++, last--) {
    while (first < last && !(heartrate[first]! > 0)) first++;
    while (first < last && !(heartrate[last]! > 0)) last--;
    if (first >= last) return first;
  }
}

/** Mean power over mean heart rate of a part; null without power. */
function powerPerBeat(power: Float64Array, heartrate: Float64Array, from: number, to: number): number | null {
  let work = 0;
  let powered = 0;
  let beats = 0;
  let seconds = 0;
  for (let i = from; i < to; i++) {
    const beat = heartrate[i]!;
    if (!(beat > 0)) continue;
    beats += beat;
    seconds++;
    const watts = power[i]!;
    if (Number.isNaN(watts)) continue;
    work += watts;
    powered++;
  }
  return powered === 0 ? null : work / powered / (beats / seconds);
}
