const POLYNOMIAL: u32 = 0xedb88320;
/** Bytes that are taken at once. */
const SLICES: i32 = 8;
/** By byte, and by how many bytes come after it: what it does to the checksum. */
const TABLE: usize = memory.data(256 * 8 * 4);
let isFilled = false;

/** CRC-32 as zlib has it, of what lies between the two. */
export function checksum(from: usize, to: usize): u32 {
  if (!isFilled) fill();
  let sum: u32 = 0xffffffff;
  let at = from;
  for (; at + SLICES <= to; at += SLICES) {
    const low = load<u32>(at) ^ sum;
    const high = load<u32>(at + 4);
    sum =
      entry(7, low & 255) ^
      entry(6, (low >> 8) & 255) ^
      entry(5, (low >> 16) & 255) ^
      entry(4, low >> 24) ^
      entry(3, high & 255) ^
      entry(2, (high >> 8) & 255) ^
      entry(1, (high >> 16) & 255) ^
      entry(0, high >> 24);
  }
  for (; at < to; at++) sum = (sum >> 8) ^ entry(0, (sum ^ load<u8>(at)) & 255);
  return ~sum;
}

function entry(after: i32, byte: u32): u32 {
  return load<u32>(TABLE + ((((<usize>after) << 8) + byte) << 2));
}

function fill(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ (POLYNOMIAL & -(sum & 1));
    store<u32>(TABLE + (byte << 2), sum);
  }
  for (let after = 1; after < SLICES; after++) {
    for (let byte: u32 = 0; byte < 256; byte++) {
      const before = entry(after - 1, byte);
      store<u32>(TABLE + (((after << 8) + byte) << 2), (before >> 8) ^ entry(0, before & 255));
    }
  }
  isFilled = true;
}
