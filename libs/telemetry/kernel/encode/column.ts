import { count, integer, keep } from './columns';
import { digitsNeeded, isNoise, takeDigits } from './digits';
import { byte, inBody, inTail, reserve, signedVarint } from './file';
import { gather, measured, values, writeRuns } from './measured';
import { differing, LINEAR, predictBest, predictor } from './predictors';
import { code, countInQuanta, first, isUsual, relative } from './quanta';

/** First byte of a column: digits in bits 0–2, predictor in bits 3–4, then three flags. */
const RAW_DOUBLES: i32 = 7;
const PREDICTOR_SHIFT: i32 = 3;
const VALUES_MISSING: i32 = 0x20;
const QUANTUM_FOLLOWS: i32 = 0x40;
const LOWEST_IN_TAIL: i32 = 0x80;
/** The first byte, the quantum and two counts. */
const MOST_OF_HEAD: usize = 32;

/** Writes the column in `input`: its head, the runs of missing values, then counts in a quantum or doubles as they are. */
export function writeColumn(column: i32): void {
  keep(column);
  gather();
  countInQuanta();
  reserve(MOST_OF_HEAD);
  if (code < 0) writeDoubles();
  else writeCounts(column);
}

function writeCounts(column: i32): void {
  predictBest(column);
  const digits = digitsNeeded();
  const noisy = digits > 0 && isNoise();
  const quantum = isUsual(column) ? 0 : QUANTUM_FOLLOWS;
  byte(digits | (predictor << PREDICTOR_SHIFT) | quantum | missing() | (noisy ? LOWEST_IN_TAIL : 0));
  if (quantum != 0) byte(code);
  if (missing() != 0) writeRuns();
  reserve(MOST_OF_HEAD + ((<usize>differing) << 2));
  signedVarint(<i64>first);
  if (predictor == LINEAR) signedVarint(integer(relative.at, 1));
  for (let digit = 0; digit < digits; digit++) takeDigits(noisy && digit == 0 ? inTail(differing) : inBody(differing));
}

/** The eight bytes of each double, little-endian; bytes of equal weight lie side by side. */
function writeDoubles(): void {
  byte(RAW_DOUBLES | missing());
  if (missing() != 0) writeRuns();
  reserve((<usize>measured) << 3);
  const planes = inBody((<usize>measured) << 3);
  for (let plane = 0; plane < 8; plane++) {
    for (let index = 0; index < measured; index++) {
      store<u8>(planes + <usize>(plane * measured + index), load<u8>(values + <usize>((index << 3) + plane)));
    }
  }
}

function missing(): i32 {
  return measured < count ? VALUES_MISSING : 0;
}
