import fc from 'fast-check';
import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { decodeTelemetry } from './decode-telemetry';
import { encodeTelemetry } from './encode-telemetry';
import { MAX_POINTS } from './layout';

const device = (divisor: number) => fc.integer({ min: -400_000, max: 400_000 }).map((count) => count / divisor);
const value = fc.oneof(fc.constantFrom(1, 2, 5, 10, 100, 1000, 1e7).chain(device), fc.constant(NaN));
const anyDouble = fc.double({ noDefaultInfinity: true });

/** Bit by bit, -0 and all. */
function expectSame(columns: TelemetryColumns): void {
  const decoded = decodeTelemetry(encodeTelemetry(columns));
  const bytesOf = (all: TelemetryColumns) =>
    [all.timestamps, ...CHANNELS.map((channel) => all.channels[channel]), all.arrivals].map((column) =>
      column ? Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('hex') : null,
    );
  expect(bytesOf(decoded)).toEqual(bytesOf(columns));
}

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
        expectSame(columns);
      }),
    );
  });

  it('gives back values at device resolution', () => {
    fc.assert(
      fc.property(rides(value), (columns) => {
        expectSame(columns);
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
        expectSame(columns);
      }),
    );
  });

  it('keeps 0 and -0 apart', () => {
    expectSame(ride([1, 2, 3], { incline: [0, -0, 0] }));
  });

  it('keeps a ride without points', () => {
    expectSame(ride([], { power: [] }));
    expectSame(ride([], {}));
  });

  it('keeps counts that are as far apart as 32 bits allow, and farther', () => {
    const far = 2 ** 31;
    expectSame(ride([0, far - 1, -far, 5, -far, far - 1], { power: [far - 1, -far, far - 1, 0, 1, 2] }));
    expectSame(ride([0, far, -far - 1, 2 ** 52 + 1, Number.MAX_SAFE_INTEGER, -(2 ** 60)], {}));
    expectSame(ride([0, 300, 70_000, 20_000_000, 1, 2], { lat: [0, 40, 0.0001, -40, 80, 12.3456789] }));
  });

  it('keeps distances whatever speed and time do', () => {
    const metres = fc.array(fc.oneof(value, fc.constant(1e300)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(metres, metres, metres, (times, speed, distance) => {
        const length = Math.min(times.length, speed.length, distance.length);
        const [timestamps, ...rest] = [times, speed, distance].map((list) => list.slice(0, length));
        expectSame(ride(timestamps ?? [], { speed: rest[0] ?? [], distance: rest[1] ?? [] }));
      }),
    );
  });

  it('refuses columns of different lengths and rides without end', () => {
    expect(() => encodeTelemetry(ride([1, 2], { power: [1] }))).toThrow('one length');
    const endless = { timestamps: new Float64Array(MAX_POINTS + 1), channels: {} };
    expect(() => encodeTelemetry(endless)).toThrow('cannot be stored');
  });
});
