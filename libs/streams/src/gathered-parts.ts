import { concatColumns, type TelemetryColumns } from '#telemetry';

const MOST_POINTS = 20_000;

/** Gathers many small pieces of a ride, in order of arrival, into few parts, which are cheap to hand on. */
export class GatheredParts {
  private readonly parts: TelemetryColumns[] = [];
  private pieces: TelemetryColumns[] = [];
  private points = 0;

  add(piece: TelemetryColumns): void {
    this.pieces.push(piece);
    this.points += piece.timestamps.length;
    if (this.points >= MOST_POINTS) this.close();
  }

  all(): TelemetryColumns[] {
    if (this.points > 0) this.close();
    return this.parts;
  }

  private close(): void {
    this.parts.push(concatColumns(this.pieces));
    this.pieces = [];
    this.points = 0;
  }
}
