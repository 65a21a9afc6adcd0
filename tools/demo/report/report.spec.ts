import { bar, clock, measured, span, table } from './format';
import { powerCurveText, recordsText, summaryText, weekText } from './report';

const summary = {
  timerTime: 4498,
  avgPower: 195,
  maxPower: 756,
  normalizedPower: 227,
  intensityFactor: 0.87,
  trainingStressScore: 93.8,
  variabilityIndex: 1.16,
  totalEnergy: 877,
  avgCadence: 84,
  avgHeartrate: 148,
  maxHeartrate: 185,
  totalDistance: 36_698,
  avgSpeed: 8.2,
  maxSpeed: 16.3,
  totalAscent: 451,
  totalDescent: 460,
  decoupling: -1.2,
  sampleCount: 4496,
};

describe('format', () => {
  it('writes times, spans and numbers for people', () => {
    expect([clock(65), clock(4921)]).toEqual(['1:05', '1:22:01']);
    expect([span(15), span(300), span(5400)]).toEqual(['15 s', '5 min', '90 min']);
    expect([measured(12_345.67, 'm'), measured(null, 'W'), measured(0.874, '', 2)]).toEqual(['12,346 m', '–', '0.87']);
  });

  it('draws bars to an eighth of a cell', () => {
    expect([bar(0, 4), bar(0.53125, 4), bar(1, 4), bar(7, 4)]).toEqual(['', '██▏', '████', '████']);
  });

  it('aligns cells', () => {
    expect(
      table([
        ['a', '1'],
        ['bcd', '100'],
      ]),
    ).toBe('  a      1\n  bcd  100');
  });
});

describe('report', () => {
  const workout = { id: '1', title: 'A ride', duration: 4921, summary, personalRecords: [] };
  const curve = [1, 5, 60, 3600].map((duration) => ({ duration, power: 700 / Math.sqrt(duration) }));
  const records = [{ metric: 'speed' as const, duration: 60, value: 12.5 }];

  it('stays within 100 columns', () => {
    const texts = [summaryText(workout), recordsText(records), powerCurveText(curve, 262)];
    for (const line of texts.join('\n').split('\n')) expect(line.length).toBeLessThan(100);
  });

  it('shows what was measured, and a dash where nothing was', () => {
    expect(summaryText(workout)).toContain('Normalized power  227 W');
    expect(summaryText({ ...workout, summary: { ...summary, totalAscent: null } })).toMatch(/Ascent +–/);
    expect(recordsText(records)).toMatch(/speed, km\/h +– +– +– +45\.0 /);
    expect(powerCurveText(curve, 262)).toMatch(/60 min +12 W {2}\S* 4 %$/);
  });

  it('picks the latest week with a ride', () => {
    const week = { year: 2026, weekStart: '2026-06-08', totalDuration: 4921, avgPower: 195, totalTss: 93.8 };
    const weeks = [
      { ...week, week: 24, workoutCount: 1 },
      { ...week, week: 25, weekStart: '2026-06-15', workoutCount: 0 },
    ];
    expect(weekText(weeks)).toBe('Week 24 of 2026\n  1 ride   1:22:01   195 W on average   93.8 TSS');
    expect(weekText([])).toBe('No rides this week');
  });
});
