import { gapsIn } from './gaps';
import { nameOfUtcMonth, utcMonthsOf } from './utc-month';

const YEAR = { from: new Date('2026-01-10T12:00:00Z'), before: new Date('2026-12-20T12:00:00Z') };
const MONTHS = utcMonthsOf(YEAR);

/** @param pattern a character a month, from January on: `x` is kept */
function gaps(pattern: string): { gaps: string[]; kept: string[] } {
  const found = gapsIn(YEAR, (month) => pattern[MONTHS.indexOf(month)] === 'x');
  const short = (date: Date): string => date.toISOString().slice(5, 10);
  return {
    gaps: found.gaps.map(({ from, before }) => `${short(from)}…${short(before)}`),
    kept: found.kept.map((month) => nameOfUtcMonth(month).slice(5)),
  };
}

describe('gaps between months that are kept', () => {
  it('are none where all are kept', () => expect(gaps('xxxxxxxxxxxx').gaps).toEqual([]));

  it('are the whole span where nothing is kept', () =>
    expect(gaps('............')).toEqual({ gaps: ['01-10…12-20'], kept: [] }));

  it('end with the span, and with the months between them', () =>
    expect(gaps('..xxx.xxxxx.')).toEqual({
      gaps: ['01-10…03-01', '06-01…07-01', '12-01…12-20'],
      kept: ['03', '04', '05', '07', '08', '09', '10', '11'],
    }));

  it('are one, with what is between them, where there are many', () => {
    expect(gaps('x.x.x.x.xxxx').gaps).toHaveLength(4);
    expect(gaps('x.x.x.x.x.xx')).toEqual({ gaps: ['02-01…11-01'], kept: ['01', '11', '12'] });
  });
});
