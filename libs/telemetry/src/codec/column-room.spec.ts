import { CHANNELS, type TelemetryColumns } from '../telemetry';
import { ColumnRoom } from './column-room';
import { decodeTelemetry } from './decode-telemetry';
import { encodeTelemetry } from './encode-telemetry';

const POINTS = 500;

/** @param gaps every so many values one is missing */
function ride(points: number, seed: number, gaps: number): TelemetryColumns {
  const value = (row: number, channel: number): number =>
    row % gaps === gaps - 1 ? NaN : ((row * (seed + channel)) % 997) / (channel % 3 === 0 ? 1 : 10);
  return {
    timestamps: Float64Array.from({ length: points }, (_, row) => seed * 1e9 + row * 1000),
    channels: Object.fromEntries(
      CHANNELS.slice(0, 2 + (seed % 9)).map((name, channel) => [
        name,
        Float64Array.from({ length: points }, (_, row) => value(row, channel)),
      ]),
    ),
    ...(seed % 2 === 0 && { arrivals: Float64Array.from({ length: points }, (_, row) => row) }),
  };
}

describe('ColumnRoom', () => {
  it('holds ride after ride, longer and shorter ones, each as it would be in memory of its own', () => {
    const room = new ColumnRoom(POINTS);
    for (let seed = 1; seed <= 30; seed++) {
      const columns = ride(seed % 4 === 0 ? POINTS + seed : POINTS - seed * 7, seed, 3 + (seed % 5));
      room.empty();
      expect(decodeTelemetry(encodeTelemetry(columns), room)).toEqual(columns);
    }
  });

  it('gives the same memory again when it was emptied, and not before', () => {
    const room = new ColumnRoom(POINTS);
    const [first, second] = [room.column(10), room.column(POINTS)];
    expect(first.buffer).not.toBe(second.buffer);
    room.empty();
    expect(room.column(20).buffer).toBe(first.buffer);
    expect(room.column(20).buffer).toBe(second.buffer);
  });

  it('gives what is longer than its columns memory of its own', () => {
    const room = new ColumnRoom(POINTS);
    const long = room.column(POINTS + 1);
    expect(long).toHaveLength(POINTS + 1);
    room.empty();
    expect(room.column(POINTS + 1).buffer).not.toBe(long.buffer);
  });
});
