import { type ApiRequest } from '#platform';

const POINTS_PER_UNIT = 100;
/** Of a body of lines, which are counted only later. */
const BYTES_PER_UNIT = 10_000;

/** What a rider sends costs 1 a request, and a batch 1 for every 100 points. */
export function ingestCharge({ body }: Pick<ApiRequest, 'body'>): { limit: 'ingest'; cost: number } {
  const { points } = (body ?? {}) as { points?: unknown };
  const cost =
    typeof body === 'string'
      ? Math.max(1, Math.ceil(body.length / BYTES_PER_UNIT))
      : unitsOf(Array.isArray(points) ? points.length : 1);
  return { limit: 'ingest', cost };
}

export const unitsOf = (points: number): number => Math.max(1, Math.ceil(points / POINTS_PER_UNIT));
