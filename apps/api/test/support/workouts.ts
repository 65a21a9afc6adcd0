import { type Answer, type Rider } from '#testing';

/** A workout as clients see it. */
export interface WorkoutBody {
  id: string;
  userId: string;
  streamName?: string;
  title: string;
  description: string;
  sport: string;
  startTime: string;
  endTime: string | null;
  duration: number | null;
  status: string;
  visibility: string;
  summary: SummaryBody | null;
  personalRecords: { metric: string; duration: number; value: number }[];
  tags: string[];
  equipment: { type: string; name: string; id?: string }[];
  createdAt: string;
  updatedAt: string;
  telemetry?: Point[];
}

export interface SummaryBody {
  sampleCount: number;
  avgPower: number | null;
  maxPower: number | null;
  normalizedPower: number | null;
  intensityFactor: number | null;
  totalEnergy: number | null;
  timerTime: number;
  ftp: number | null;
  [field: string]: unknown;
}

export interface Changed {
  success: boolean;
  workout: WorkoutBody;
}
export interface Completed extends Changed {
  archivedMessages: number;
}
export interface WorkoutList {
  workouts: WorkoutBody[];
  pagination: { page: number; limit: number; total: number; totalPages: number };
}
export interface Series {
  fields: string[];
  timestamps: number[];
  series: Record<string, (number | null)[]>;
}
export type Point = { timestamp: number } & Record<string, number | null>;

export const ID = /^[0-9a-f]{24}$/;
export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Every field of a workout that has just begun, and no other. */
export const freshWorkout = (rider: Rider, given: Partial<WorkoutBody> = {}): Record<string, unknown> => ({
  id: expect.stringMatching(ID),
  userId: rider.id,
  streamName: expect.stringMatching(/^[\w-]{1,64}$/),
  title: '',
  description: '',
  sport: 'cycling',
  startTime: expect.stringMatching(TIME),
  endTime: null,
  duration: null,
  status: 'ACTIVE',
  visibility: 'private',
  summary: null,
  personalRecords: [],
  tags: [],
  equipment: [],
  createdAt: expect.stringMatching(TIME),
  updatedAt: expect.stringMatching(TIME),
  ...given,
});

/** Begins a workout; anything but success fails the test. */
export async function begin(rider: Rider, body: object = {}): Promise<WorkoutBody> {
  return succeeded(await rider.post<Changed>('/api/workouts', body), 201).workout;
}

/** Completes a workout; anything but success fails the test. */
export async function complete(rider: Rider, { id }: { id: string }, body: object = {}): Promise<Completed> {
  return succeeded(await rider.post<Completed>(`/api/workouts/${id}/complete`, body), 200);
}

/** Sends points to the stream of a workout, in calls of at most `size`. */
export async function send(
  rider: Rider,
  { streamName }: { streamName?: string },
  points: readonly Point[],
  size = 10_000,
): Promise<void> {
  for (let start = 0; start < points.length; start += size) {
    const batch = points.slice(start, start + size);
    const answer = await rider.post<{ accepted: number }>(`/api/streams/${streamName}/points`, { points: batch });
    expect(succeeded(answer, 200).accepted).toBe(batch.length);
  }
}

/** A point a second from `from` (unix ms), at even power unless told otherwise. */
export function steadyRide(from: number, seconds: number, point: Record<string, number | null> = {}): Point[] {
  return Array.from({ length: seconds }, (_, second) => ({ timestamp: from + second * 1000, power: 200, ...point }));
}

/** The body of an answer that has this status; otherwise the error says what came instead. */
export function succeeded<Body>({ status, body }: Answer<Body>, expected: number): Body {
  if (status !== expected)
    throw new Error(`expected ${expected}, got ${status}: ${JSON.stringify(body).slice(0, 500)}`);
  return body;
}
