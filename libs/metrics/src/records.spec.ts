import { beatsRecord, improvementPercent } from './records';

describe('a record', () => {
  it('falls to a strictly larger value alone', () => {
    expect(beatsRecord(300, 300)).toBe(false);
    expect(beatsRecord(300, 300.0001)).toBe(true);
    expect(beatsRecord(null, 0)).toBe(true);
  });

  it('improves in percent of the one before', () => {
    expect(improvementPercent(200, 210)).toBe(5);
    expect(improvementPercent(null, 210)).toBeNull();
    expect(improvementPercent(0, 210)).toBeNull();
  });
});
