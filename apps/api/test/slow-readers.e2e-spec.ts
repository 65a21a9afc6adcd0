import { once } from 'node:events';
import { type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { Rider, Service } from '#testing';

import { connectTo } from './support/raw-http';
import { begin, complete, send, steadyRide, type WorkoutBody } from './support/workouts';

const START = Date.UTC(2026, 5, 1, 6);
/** Two megabytes as JSON each: some of them are more than the kernel keeps for somebody who does not read. */
const SECONDS = 15_000;
const RIDES = 6;
const GONE_AFTER_MS = [0, 1, 2, 4, 8, 16];

/** Asks for rides one behind the other on one connection, the last one with a goodbye. */
function ask(rider: Rider, ids: readonly string[]): Socket {
  const socket = connectTo(rider.url);
  const requests = ids.map((id, index) => {
    const goodbye = index === ids.length - 1 ? 'Connection: close\r\n' : '';
    return `GET /api/workouts/${id}?includeTelemetry=true HTTP/1.1\r\nHost: x\r\nX-API-Key: ${rider.key}\r\n${goodbye}\r\n`;
  });
  socket.write(requests.join(''));
  return socket;
}

/** The bodies of all answers on a connection that ends with the last. */
async function readAll(socket: Socket): Promise<WorkoutBody[]> {
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  let bytes = Buffer.concat(parts);
  const bodies: WorkoutBody[] = [];
  while (bytes.length > 0) {
    const head = bytes.indexOf('\r\n\r\n') + 4;
    const length = Number(/content-length: (\d+)/i.exec(bytes.subarray(0, head).toString())?.[1]);
    bodies.push(JSON.parse(bytes.subarray(head, head + length).toString()) as WorkoutBody);
    bytes = bytes.subarray(head + length);
  }
  return bodies;
}

describe('Riders who read their rides slowly', () => {
  let service: Service;
  let slow: Rider;
  let others: Rider[];
  const rides = new Map<Rider, string[]>();

  const power = (rider: Rider, ride: number): number => 100 + [slow, ...others].indexOf(rider) * 100 + ride;
  const ridden = async (rider: Rider, ride: number): Promise<string> => {
    const startTime = START + ride * SECONDS * 1000;
    const workout = await begin(rider, { startTime: new Date(startTime).toISOString() });
    const speed = 8.001 + ride / 10;
    await send(rider, workout, steadyRide(startTime, SECONDS, { power: power(rider, ride), speed, lat: 47.1234567 }));
    await complete(rider, workout);
    return workout.id;
  };
  const isWhole = ({ id, telemetry }: WorkoutBody, rider: Rider, ride: number): void => {
    expect(id).toBe(rides.get(rider)?.[ride]);
    expect(telemetry).toHaveLength(SECONDS);
    const watts = power(rider, ride);
    expect(telemetry?.every((point, second) => point['power'] === watts && isAt(point, ride, second))).toBe(true);
  };
  const isAt = ({ timestamp }: { timestamp: number }, ride: number, second: number): boolean =>
    timestamp === START + (ride * SECONDS + second) * 1000;

  beforeAll(async () => {
    service = await Service.start('slow-readers');
    [slow, ...others] = [
      await Rider.register(service.url),
      await Rider.register(service.url),
      await Rider.register(service.url),
    ];
    for (const rider of [slow, ...others]) {
      const ids: string[] = [];
      for (let ride = 0; ride < RIDES; ride++) ids.push(await ridden(rider, ride));
      rides.set(rider, ids);
    }
  });
  afterAll(() => service.stop());

  it('get what was theirs when they asked, whatever others read, or leave unread, in between', async () => {
    const waiting = ask(slow, rides.get(slow) ?? []);
    waiting.pause();
    await once(waiting, 'connect');
    for (let ride = 0; ride < RIDES; ride++) {
      const [reading, leaving] = others as [Rider, Rider];
      const gone = ask(leaving, [rides.get(leaving)?.[ride] ?? '']);
      const read = readAll(ask(reading, [rides.get(reading)?.[ride] ?? '']));
      await pause(GONE_AFTER_MS[ride]);
      gone.destroy();
      const [answer] = await read;
      isWhole(answer as WorkoutBody, reading, ride);
    }
    const answers = await readAll(waiting);
    expect(answers).toHaveLength(RIDES);
    answers.forEach((answer, ride) => isWhole(answer, slow, ride));
  });

  it('get the same when they ask again', async () => {
    for (let time = 0; time < 2; time++)
      for (const rider of [slow, ...others]) {
        const answers = await readAll(ask(rider, rides.get(rider) ?? []));
        answers.forEach((answer, ride) => isWhole(answer, rider, ride));
      }
  });
});
