/** Answers of the service, as far as the demo shows them. Units as in the API. */
export interface Summary {
  timerTime: number;
  avgPower: number | null;
  maxPower: number | null;
  normalizedPower: number | null;
  intensityFactor: number | null;
  trainingStressScore: number | null;
  variabilityIndex: number | null;
  totalEnergy: number | null;
  avgCadence: number | null;
  avgHeartrate: number | null;
  maxHeartrate: number | null;
  totalDistance: number | null;
  avgSpeed: number | null;
  maxSpeed: number | null;
  totalAscent: number | null;
  totalDescent: number | null;
  decoupling: number | null;
  sampleCount: number;
}

export interface Workout {
  id: string;
  title: string;
  duration: number | null;
  summary: Summary | null;
  personalRecords: PersonalRecord[];
}

export interface PersonalRecord {
  metric: 'power' | 'heartrate' | 'speed' | 'cadence';
  duration: number;
  value: number;
}

export interface CurvePoint {
  duration: number;
  power: number;
}

export interface Week {
  year: number;
  week: number;
  weekStart: string;
  workoutCount: number;
  totalDuration: number;
  avgPower: number | null;
  totalTss: number | null;
}
