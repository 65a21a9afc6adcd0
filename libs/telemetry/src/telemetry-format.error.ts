/** The bytes are no telemetry of ours: of an unknown version, damaged, cut short or made up. */
export class TelemetryFormatError extends Error {
  override readonly name = 'TelemetryFormatError';
}
