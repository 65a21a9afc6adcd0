import { bar, clock, grouped, measured, span, table } from './format';
import { type CurvePoint, type PersonalRecord, type Summary, type Week, type Workout } from './shapes';

const KMH = 3.6;
const BAR_WIDTH = 56;
const SHOWN_DURATIONS = [5, 15, 30, 60, 300, 600, 1200, 3600];
const UNITS = { power: 'W', heartrate: 'bpm', speed: 'km/h', cadence: 'rpm' } as const;

/** What the service made of the ride. */
export function summaryText({ title, duration, summary }: Workout): string {
  if (!summary) return `${title}\n  without a summary`;
  const pairs = summaryPairs(summary, duration);
  const rows = [0, 1, 2, 3, 4].map((row) => [0, 1, 2].flatMap((column) => pairs[row + column * 5] ?? []));
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => (column % 2 === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .map((cell, column) => (column % 2 === 1 && column < 5 ? `${cell}    ` : cell))
      .join('  ');
  const kept = `${grouped(summary.sampleCount)} points kept`;
  return `${title}: ${kept}\n${rows.map((row) => `  ${line(row)}`.trimEnd()).join('\n')}`;
}

function summaryPairs(summary: Summary, duration: number | null): [string, string][] {
  const speed = (metresPerSecond: number | null) =>
    measured(metresPerSecond === null ? null : metresPerSecond * KMH, 'km/h', 1);
  return [
    ['Elapsed', clock(duration ?? 0)],
    ['Recorded', clock(summary.timerTime)],
    ['Distance', measured(summary.totalDistance === null ? null : summary.totalDistance / 1000, 'km', 1)],
    ['Ascent', measured(summary.totalAscent, 'm')],
    ['Energy', measured(summary.totalEnergy, 'kJ')],
    ['Average power', measured(summary.avgPower, 'W')],
    ['Normalized power', measured(summary.normalizedPower, 'W')],
    ['Intensity factor', measured(summary.intensityFactor, '', 2)],
    ['Training stress', measured(summary.trainingStressScore, '', 1)],
    ['Variability', measured(summary.variabilityIndex, '', 2)],
    ['Heart rate', `${measured(summary.avgHeartrate, '')}, max ${measured(summary.maxHeartrate, 'bpm')}`],
    ['Cadence', measured(summary.avgCadence, 'rpm')],
    ['Speed', speed(summary.avgSpeed)],
    ['Fastest', speed(summary.maxSpeed)],
    ['Decoupling', measured(summary.decoupling, '%', 1)],
  ];
}

/** Records by metric and duration. */
export function recordsText(records: readonly PersonalRecord[]): string {
  const rows = (['power', 'heartrate', 'cadence', 'speed'] as const).map((metric) => [
    `${metric}, ${UNITS[metric]}`,
    ...SHOWN_DURATIONS.map((duration) => {
      const found = records.find((record) => record.metric === metric && record.duration === duration);
      if (!found) return '–';
      return metric === 'speed' ? (found.value * KMH).toFixed(1) : found.value.toFixed(0);
    }),
  ]);
  return `${records.length} records won, among them\n${table([['', ...SHOWN_DURATIONS.map(span)], ...rows])}`;
}

/** The best mean power over so many seconds, as bars. */
export function powerCurveText(curve: readonly CurvePoint[], ftp: number): string {
  const shown = curve.filter(({ duration }) => SHOWN_DURATIONS.includes(duration));
  const most = Math.max(...shown.map(({ power }) => power));
  const rows = shown.map(({ duration, power }) => {
    const label = `  ${span(duration).padStart(7)}  ${grouped(power).padStart(5)} W  `;
    return `${label}${bar(power / most, BAR_WIDTH)} ${Math.round((100 * power) / ftp)} %`;
  });
  return `Power curve of 90 days, in % of FTP\n${rows.join('\n')}`;
}

/** The latest week in which the rider rode. */
export function weekText(weeks: readonly Week[]): string {
  const ridden = weeks.filter((week) => week.workoutCount > 0);
  const [latest] = ridden.sort((a, b) => b.weekStart.localeCompare(a.weekStart));
  if (!latest) return 'No rides this week';
  const { year, week, workoutCount, totalDuration, avgPower, totalTss } = latest;
  const rides = `${workoutCount} ${workoutCount === 1 ? 'ride' : 'rides'}`;
  const parts = [rides, clock(totalDuration), measured(avgPower, 'W on average'), measured(totalTss, 'TSS', 1)];
  return `Week ${week} of ${year}\n  ${parts.join('   ')}`;
}
