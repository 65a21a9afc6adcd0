import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

import { decodeTelemetry, type TelemetryColumns } from '#telemetry';

import { type RideOutcome, runRideTask } from './ride-task';
import { analyze } from './ride-thread';
import { memoryOf, readStoredPoints } from './stored-points';

const ride = (from: number, to: number): TelemetryColumns => {
  const timestamps = Float64Array.from({ length: to - from }, (_, index) => (from + index) * 1000);
  return { timestamps, channels: { power: timestamps.map((time) => 100 + ((time / 1000) % 90)), lat: timestamps } };
};

describe('a thread that analyses a ride', () => {
  it('tells everything but the curve of every second first, so that it is there when the time is up', () => {
    const { port1, port2 } = new MessageChannel();
    const parts = () => [ride(400, 900), ride(0, 400)];
    const whole = analyze({ parts: parts(), ftp: 250, encode: true, soon: port2 });
    const soon = receiveMessageOnPort(port1)?.message as RideOutcome;
    port1.close();
    const expected = runRideTask({ parts: parts(), ftp: 250, encode: true, everySecond: true });
    expect({ ...whole, encoded: null }).toEqual({ ...expected, encoded: null });
    expect(soon.summary.quality.powerCurve).toBe('record-durations');
    expect({ ...soon.summary, quality: null }).toEqual({ ...expected.summary, quality: null });
    expect([...decodeTelemetry(soon.encoded ?? new Uint8Array()).timestamps]).toHaveLength(900);
  });
});

describe('stored points', () => {
  it('are read in the order of time, without what is hidden', () => {
    const { timestamps, channels } = readStoredPoints({ parts: [ride(5, 9), ride(0, 6)], hidden: ['lat', 'lng'] });
    expect([...timestamps]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((second) => second * 1000));
    expect(Object.keys(channels)).toEqual(['power']);
  });

  it('give their memory away once, however many columns lie in it', () => {
    const part = ride(0, 3);
    const shared = { ...part, arrivals: part.timestamps.subarray(1) };
    expect(memoryOf([shared])).toEqual([part.timestamps.buffer, part.channels.power?.buffer]);
  });
});
