import { ZERO } from './codes';

/** Writes a whole number from 0 in digits. @returns where they end */
export function writeText(at: usize, value: f64): usize {
  let rest = <u64>value;
  let digits: usize = 1;
  for (let beyond: u64 = 10; digits < 19 && rest >= beyond; digits++) beyond *= 10;
  const end = at + digits;
  for (let place = end - 1; place >= at; place--) {
    const tenth = rest / 10;
    store<u8>(place, <u8>(<i32>(rest - tenth * 10) + ZERO));
    rest = tenth;
  }
  return end;
}
