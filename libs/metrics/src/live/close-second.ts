import { HYSTERESIS_METRES } from '../climb';
import { dropoutAt } from '../gaps';
import { NORMALIZED_POWER_WINDOW } from '../normalized-power';
import { SERIES_CHANNELS, type SeriesChannel } from '../ride-columns';
import { type LiveSummaryState, type LiveTotal } from './live-state';

/** Counts the open second in, and the seconds since the one before if they are a dropout; does nothing when none is open. */
export function closeSecond(state: LiveSummaryState): void {
  const { open, lastSecond } = state;
  if (open === null) return;
  const gap = lastSecond === null ? 1 : open.second - lastSecond;
  if (lastSecond !== null) state.gaps[Math.min(gap, state.gaps.length - 1)]!++;
  const maxDropout = dropoutAt(medianGap(state.gaps));
  state.timerTime += gap <= maxDropout ? gap : 1;
  for (const channel of SERIES_CHANNELS) {
    const collected = open.values[channel];
    if (collected) measure(state, channel, open.second, collected[0] / collected[1], maxDropout);
  }
  state.lastSecond = open.second;
  state.open = null;
}

function measure(
  state: LiveSummaryState,
  channel: SeriesChannel,
  second: number,
  value: number,
  maxDropout: number,
): void {
  const before = state.last[channel];
  const silence = before ? second - before.second : Infinity;
  if (before && silence <= maxDropout) {
    for (let held = 1; held < silence; held++) addSecond(state, channel, before.value);
  }
  addSecond(state, channel, value);
  if (channel === 'distance' && before && value > before.value) state.increases += value - before.value;
  if (channel === 'altitude') addAltitude(state, value);
  state.last[channel] = { second, value };
}

function addSecond(state: LiveSummaryState, channel: SeriesChannel, value: number): void {
  switch (channel) {
    case 'power':
      addPower(state, value);
      break;
    case 'cadence':
      if (value > 0) add(state.pedalling, value);
      break;
    case 'heartrate':
      add(state.heartrate, value);
      break;
    case 'speed':
      add(state.speed, value);
      break;
    case 'distance':
    case 'altitude':
      break;
  }
}

function add(total: LiveTotal, value: number): void {
  total.seconds++;
  total.sum += value;
  total.max = Math.max(total.max, value);
}

function addPower({ power, rolling }: LiveSummaryState, watts: number): void {
  const position = power.seconds % NORMALIZED_POWER_WINDOW;
  rolling.sum += watts - (rolling.window[position] ?? 0);
  rolling.window[position] = watts;
  add(power, watts);
  if (power.seconds >= NORMALIZED_POWER_WINDOW) rolling.fourthPowers += rolling.sum ** 4;
}

function addAltitude({ climb }: LiveSummaryState, altitude: number): void {
  const change = altitude - (climb.accepted ?? altitude);
  if (climb.accepted !== null && Math.abs(change) < HYSTERESIS_METRES) return;
  if (change > 0) climb.ascent += change;
  else climb.descent -= change;
  climb.accepted = altitude;
}

function medianGap(gaps: readonly number[]): number | null {
  const count = gaps.reduce((sum, number) => sum + number, 0);
  if (count === 0) return null;
  return (gapAt(gaps, (count - 1) >> 1) + gapAt(gaps, count >> 1)) / 2;
}

/** The gap at a position among all gaps in order of length. */
function gapAt(gaps: readonly number[], position: number): number {
  let passed = 0;
  return gaps.findIndex((number) => (passed += number) > position);
}
