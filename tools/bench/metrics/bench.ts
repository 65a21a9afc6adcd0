import { analyzeRide, bestEfforts, buildSeries, curveOf, normalizedPower } from '#metrics';
import { type TelemetryColumns } from '#telemetry';
import { interleaved } from '../support/interleaved';
import { atLeast, atMost, type Line, table } from '../support/line';
import { everyWindow, slicedBests, slicedNormalizedPower } from './other-methods';
import { PEER, type PeerRide, withPeer } from './peer';
import { intervalPower, realisticPower, realisticRide } from './rides';

/**
 * The power curve and the best efforts against the usual ways to find them.
 * `node dist/tools/bench/metrics/bench.js [--json] [--peers]`; --peers fetches a published library and adds it; it
 * answers less than ours in every line.
 */
const RUNS = 9;
const COMPLETION = 'series, summary, curve and records, 4 h';
const DURATIONS = [5, 10, 30, 60, 300, 600, 1200, 3600];

function curveAgainstEveryWindow(hours: number, goal: number | null): Line {
  const power = realisticPower(hours);
  assertSame(curveOf(power).work, everyWindow(power));
  const times = interleaved(
    { run: () => curveOf(power), repeats: 5 },
    { run: () => everyWindow(power), repeats: 1 },
    RUNS,
  );
  return atLeast(`exact curve, ${hours} h`, 'every window of every duration', 'ms', times, goal);
}

function fourHours(): Line[] {
  const power = realisticPower(4);
  const plain = Array.from(power);
  const timestamps = Float64Array.from(power, (_, second) => second * 1000);
  const series = buildSeries({ timestamps, channels: { power } });
  const efforts = () => [bestEfforts(series, DURATIONS), normalizedPower(power)];
  const sliced = () => [slicedBests(plain, DURATIONS), slicedNormalizedPower(plain)];
  return [
    atLeast(
      'eight durations and NP, 4 h',
      'slice and reduce',
      'ms',
      interleaved({ run: efforts, repeats: 20 }, { run: sliced, repeats: 1 }, RUNS),
      150,
    ),
    curveAgainstEveryWindow(4, 20),
    atLeast(
      'exact curve, 4 h',
      'eight durations, slice and reduce',
      'ms',
      interleaved(
        { run: () => curveOf(power), repeats: 5 },
        { run: () => slicedBests(plain, DURATIONS), repeats: 1 },
        RUNS,
      ),
      4,
    ),
  ];
}

function intervals(): Line {
  const periodic = intervalPower(24);
  const realistic = realisticPower(24);
  const times = interleaved(
    { run: () => curveOf(periodic), repeats: 3 },
    { run: () => curveOf(realistic), repeats: 3 },
    RUNS,
  );
  return atMost('exact curve, 24 h of 30/15 intervals', 'exact curve, 24 h realistic', times, 20);
}

/**
 * The same four hours for both; the peer knows less of them (see PeerRide). A completion begins with columns as they are
 * decoded, all channels. So does what it is held against: the peer makes its activity of the same columns, of those that it
 * needs. In the other lines both begin with power second by second.
 */
function againstPeer(peerRide: (columns: TelemetryColumns) => PeerRide): Line[] {
  const columns = realisticRide(4);
  const power = realisticPower(4);
  const theirs = peerRide(columns);
  const series = buildSeries({ timestamps: columns.timestamps, channels: { power: columns.channels.power! } });
  const efforts = { run: () => [bestEfforts(series, DURATIONS), normalizedPower(power)], repeats: 10 };
  const completion = { run: () => analyzeRide(columns, { ftp: 260 }), repeats: 5 };
  const named = { run: () => [theirs.normalizedPower(), theirs.bestMeans(DURATIONS)], repeats: 10 };
  const namedFromColumns = { run: () => theirs.fromColumns(DURATIONS), repeats: 10 };
  const everything = { run: () => theirs.allStatisticsFromColumns(), repeats: 3 };
  const chosen = { run: () => theirs.bestMeans(), repeats: 5 };
  return [
    atLeast('eight durations and NP, 4 h', `the same of ${PEER}`, 'ms', interleaved(efforts, named, RUNS), null),
    atMost(COMPLETION, `NP and eight durations of ${PEER}`, interleaved(completion, namedFromColumns, RUNS), 1),
    atMost(COMPLETION, `all statistics of ${PEER}`, interleaved(completion, everything, RUNS), null),
    atLeast(
      'exact curve, 4 h',
      `45 durations of ${PEER}`,
      'ms',
      interleaved({ run: () => curveOf(power), repeats: 5 }, chosen, RUNS),
      null,
    ),
  ];
}

function assertSame(ours: Float64Array, theirs: Float64Array): void {
  if (ours.length !== theirs.length || ours.some((work, d) => work !== theirs[d])) throw new Error('The curves differ');
}

async function main(): Promise<void> {
  const lines = [
    ...fourHours(),
    curveAgainstEveryWindow(1, null),
    curveAgainstEveryWindow(12, null),
    curveAgainstEveryWindow(24, 150),
    intervals(),
  ];
  if (process.argv.includes('--peers')) {
    const compared = await withPeer((peerRide) => lines.push(...againstPeer(peerRide)));
    if (!compared) console.error(`${PEER} could not be fetched; its line is left out.`);
  }
  console.log(process.argv.includes('--json') ? JSON.stringify(lines, null, 2) : table(lines));
}

void main();
