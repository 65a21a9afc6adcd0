import fc from 'fast-check';
import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { decodeTelemetry } from './decode-telemetry';
import { encodeTelemetry } from './encode-telemetry';

const device = (divisor: number) => fc.integer({ min: -400_000, max: 400_000 }).map((count) => count / divisor);
const value = fc.oneof(fc.constantFrom(1, 2, 5, 10, 100, 1000, 1e7).chain(device), fc.constant(NaN));
const anyDouble = fc.double({ noDefaultInfinity: true });

function rides(values: fc.Arbitrary<number>): fc.Arbitrary<TelemetryColumns> {
  return fc.integer({ min: 0, max: 80 }).chain((length) => {
    const column = fc.array(values, { minLength: length, maxLength: length }).map((list) => Float64Array.from(list));
    return fc.record(
      {
        timestamps: column,
        channels: fc.record(Object.fromEntries(CHANNELS.map((channel) => [channel, column])), { requiredKeys: [] }),
        arrivals: column,
      },
      { requiredKeys: ['timestamps', 'channels'] },
    );
  });
}

function ride(timestamps: number[], channels: Record<string, number[]>): TelemetryColumns {
  const columns = Object.entries(channels).map(([name, list]) => [name, Float64Array.from(list)] as const);
  return { timestamps: Float64Array.from(timestamps), channels: Object.fromEntries(columns) };
}

describe('telemetry codec', () => {
  it('gives back any doubles bit by bit, in any order, missing or not', () => {
    fc.assert(
      fc.property(rides(anyDouble), (columns) => {
        expect(decodeTelemetry(encodeTelemetry(columns))).toEqual(columns);
      }),
    );
  });

  it('gives back values at device resolution', () => {
    fc.assert(
      fc.property(rides(value), (columns) => {
        expect(decodeTelemetry(encodeTelemetry(columns))).toEqual(columns);
      }),
    );
  });

  it('gives back one column of each sort, alone', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(value, anyDouble)), fc.constantFrom(...CHANNELS), (list, channel) => {
        const columns = ride(
          list.map((_, second) => 1_700_000_000_000 + second * 1000),
          { [channel]: list },
        );
        expect(decodeTelemetry(encodeTelemetry(columns))).toEqual(columns);
      }),
    );
  });

  it('keeps 0 and -0 apart', () => {
    const columns = ride([1, 2, 3], { incline: [0, -0, 0] });
    expect(Object.is(decodeTelemetry(encodeTelemetry(columns)).channels.incline?.[1], -0)).toBe(true);
  });

  it('keeps a ride without points', () => {
    expect(decodeTelemetry(encodeTelemetry(ride([], { power: [] })))).toEqual(ride([], { power: [] }));
  });
});
