import fc from 'fast-check';

import { columnsToPoints } from '../points';
import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { columnsToJson } from './columns-to-json';

const expected = (columns: TelemetryColumns): string => JSON.stringify(columnsToPoints(columns));
const columnsOf = (timestamps: number[], channels: Partial<Record<(typeof CHANNELS)[number], number[]>>) => ({
  timestamps: Float64Array.from(timestamps),
  channels: Object.fromEntries(Object.entries(channels).map(([name, values]) => [name, Float64Array.from(values)])),
});

/** Any double, and those that sensors give: decimals, gaps, and what lies just beside a decimal. */
const decimal = fc
  .tuple(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), fc.integer({ min: 0, max: 12 }))
  .map(([count, decimals]) => count / 10 ** decimals);
const small = fc
  .tuple(fc.integer({ min: -2_000_000, max: 2_000_000 }), fc.integer({ min: 0, max: 12 }))
  .map(([count, decimals]) => count / 10 ** decimals);
const beside = fc.tuple(small, fc.constantFrom(1 + 2 ** -52, 1 - 2 ** -53)).map(([value, factor]) => value * factor);
const any = fc.oneof(small, decimal, beside, fc.double(), fc.constant(NaN), fc.integer());

const ride = fc.integer({ min: 0, max: 40 }).chain((points) => {
  const column = fc.float64Array({ minLength: points, maxLength: points });
  const values = fc.array(any, { minLength: points, maxLength: points }).map((list) => Float64Array.from(list));
  const channels = Object.fromEntries(CHANNELS.map((name) => [name, fc.oneof(values, column)]));
  return fc.record({ timestamps: values, channels: fc.record(channels, { requiredKeys: [] }) });
});

describe('columnsToJson', () => {
  it('writes byte for byte what JSON.stringify writes of the points, whatever the doubles', () => {
    fc.assert(
      fc.property(ride, (columns) => {
        expect(columnsToJson(columns).toString()).toBe(expected(columns));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['zeros', [0, -0]],
    ['not finite', [NaN, Infinity, -Infinity]],
    ['large', [1e300, -1e300, 1e21, 1e20, 1e15, 1e15 - 1, 999_999_999_999.9, 2 ** 53, 2 ** 31, 2 ** 31 - 1, 1e9, 1e6]],
    ['small', [1e-6, 1e-7, 1.5e-6, 9.99e-7, 5e-324, -1e-6, -1e-7]],
    ['positions', [47.3769001, -8.5417002, 180, -179.9999999, 0.0000001, 0.0000012]],
    ['nearly decimal', [0.1 + 0.2, 0.3, 1.005, 1.1 - 1, 4.35 * 100, 999.9999999999999]],
    ['zeros within and at the end', [1000, 10.001, 10.000001, 10.00001, 10.01, 1000000.5, 1.000000001, 100.1]],
    [
      'digits in groups of three',
      [9, 10, 99, 100, 999, 1000, 9999, 999_999, 1e6, 999_999_999, 1e12, 1_780_000_000_001],
    ],
    ['thousandths that no longer fit', [4_294_967.295, 4_294_967.296, 4_294_967_295, 4_294_967_296, 9_999_999]],
    ['as many decimals as are tried, and more', [9_999_999.99999999, 1e7 + 0.5, 0.00000999, 1.23456789, 1.234567891]],
    ['below zero', [-1, -999.5, -4_294_967.296, -1.5e-7, -(2 ** 53), -1e300, -12_345.678_9]],
    ['more and more decimals, then fewer', [1, 1.1, 1.1234, 1.1234567, 1.1234567891, 1.5, 2]],
  ])('writes %s', (_, values) => {
    const columns = columnsOf(values, { power: values, lng: [...values].reverse() });
    expect(columnsToJson(columns).toString()).toBe(expected(columns));
  });

  it('leaves out what was not measured, and how points arrived', () => {
    const columns = { ...columnsOf([1000, 2000], { cadence: [NaN, 90] }), arrivals: Float64Array.of(5, 6) };
    expect(columnsToJson(columns).toString()).toBe(
      '[{"timestamp":1000,"cadence":null},{"timestamp":2000,"cadence":90}]',
    );
    expect(columnsToJson(columnsOf([1000], {})).toString()).toBe('[{"timestamp":1000}]');
    expect(columnsToJson(columnsOf([], { power: [] })).toString()).toBe('[]');
  });

  it.each([0, 1, 511, 512, 513, 1024, 3000])('stands between other texts: %d points', (points) => {
    const values = Array.from({ length: points }, (_, index) => (index % 7 === 0 ? NaN : Math.sin(index) * index));
    const columns = columnsOf(
      values.map((_, index) => 1_780_000_000_000 + index * 1000),
      Object.fromEntries(CHANNELS.map((name) => [name, values])),
    );
    const json = columnsToJson(columns, '{"title":"Überführung","telemetry":', '}');
    expect(json.toString()).toBe(`{"title":"Überführung","telemetry":${expected(columns)}}`);
  });

  it('writes one ride after the other, of whatever channels', () => {
    const wide = columnsOf([1, 2], Object.fromEntries(CHANNELS.map((name) => [name, [0.5, NaN]])));
    for (const columns of [wide, columnsOf([3], { lng: [7] }), wide, columnsOf([4], {})]) {
      expect(columnsToJson(columns).toString()).toBe(expected(columns));
    }
  });

  it.each([
    ['fits', 2 ** 20, true],
    ['becomes too long', 300_000, false],
    ['has no room at all', 10, false],
  ])('writes into the memory that is given, from where what %s moves', (_, size, within) => {
    const room = Buffer.allocUnsafeSlow(size).fill('x');
    const values = Array.from({ length: 3000 }, (_value, index) => Math.sin(index));
    const columns = columnsOf(
      values.map((_value, index) => index),
      Object.fromEntries(CHANNELS.map((name) => [name, values])),
    );
    for (const part of [columns, columnsOf([5], { power: [1] })]) {
      const json = columnsToJson(part, 'Ü', '!', room);
      expect(json.toString()).toBe(`Ü${expected(part)}!`);
      if (part === columns) expect(json.buffer === room.buffer).toBe(within);
    }
  });
});
