import { type TelemetryPoint } from '#telemetry';

/** Who sends, and where to. */
export interface Senders {
  url: string;
  /** Each stream with the key of its rider. */
  streams: readonly { name: string; key: string }[];
}

/** A point as a head unit sends it: no two alike, numbers of the usual lengths. */
export function pointAt(timestamp: number, place: number): TelemetryPoint {
  const second = Math.floor(timestamp / 1000) % 86_400;
  const wave = Math.sin((second + place * 17) / 45);
  return {
    timestamp,
    power: Math.round(210 + 70 * wave + ((second * 7 + place) % 23)),
    cadence: Math.round(88 + 6 * wave),
    heartrate: Math.round(142 + 12 * wave),
    speed: Math.round((9.2 + 1.7 * wave) * 100) / 100,
    distance: Math.round((second * 9.2 + place) * 10) / 10,
    altitude: Math.round((412 + 25 * wave) * 10) / 10,
    incline: Math.round(30 * wave) / 10,
  };
}

/** The point as the existing app posts it: JSON within JSON. */
export function messageBody(point: TelemetryPoint, elapsed: number): string {
  const { power, cadence, heartrate, speed, distance, altitude, incline, timestamp } = point;
  const content = { power, cadence, heartrate, speed, distance, altitude, incline, timestamp, elapsed };
  return JSON.stringify({ message: JSON.stringify({ ...content, dataType: 'workout_metrics' }) });
}

export function postRequest(path: string, key: string, body: string): string {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `X-API-Key: ${key}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
