import { Types } from 'mongoose';

import { type Sport, type Workout } from '#workouts';

import { type Rider, type TestApp } from '../../records/test/test-app';

/** What matters of a stored workout here; what is left out is as in a ride of an hour at 200 W. */
export interface Given {
  at: string | Date;
  status?: Workout['status'];
  sport?: Sport;
  duration?: number;
  timerTime?: number;
  avgPower?: number | null;
  maxPower?: number | null;
  totalEnergy?: number | null;
  totalDistance?: number | null;
  totalAscent?: number | null;
  trainingStressScore?: number | null;
  /** Best mean power by duration. */
  curve?: Record<number, number>;
}

/** Puts workouts into the collection as a completion leaves them, without anybody noticing. @returns their ids */
export async function given(test: TestApp, rider: Rider, workouts: readonly Given[]): Promise<string[]> {
  const documents = workouts.map(
    ({ at, status = 'COMPLETED', sport = 'cycling', duration = 3600, curve, ...summary }) => ({
      _id: new Types.ObjectId(),
      userId: new Types.ObjectId(rider.id),
      streamName: `ride-${new Types.ObjectId().toHexString()}`,
      status,
      sport,
      startTime: new Date(at),
      startTimeGiven: true,
      endTime: new Date(new Date(at).getTime() + duration * 1000),
      duration,
      summary: {
        timerTime: duration,
        avgPower: 200,
        maxPower: 500,
        totalEnergy: 720,
        totalDistance: 30_000,
        totalAscent: 100,
        trainingStressScore: 50,
        ...summary,
      },
      bestEfforts: {
        power: Object.entries(curve ?? {}).map(([seconds, value]) => ({
          duration: Number(seconds),
          value,
          startOffset: 20,
        })),
      },
    }),
  );
  const { insertedIds } = await test.connection.collection('workouts').insertMany(documents);
  return Object.values(insertedIds).map(String);
}
