export { decodeTelemetry } from './codec/decode-telemetry';
export { encodeTelemetry } from './codec/encode-telemetry';
export { MAX_POINTS } from './codec/layout';
export { mergeColumns } from './merge-columns';
export { columnsToPoints, pointsToColumns } from './points';
export { resampleColumns, type ResampledTelemetry, type ResampleOptions } from './resample-columns';
export { pointToRow, rowsToColumns, rowToPoint, type TelemetryRow } from './rows';
export { CHANNELS, type Channel, type TelemetryColumns, type TelemetryPoint } from './telemetry';
export { TelemetryFormatError } from './telemetry-format.error';
