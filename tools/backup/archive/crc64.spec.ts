import { Crc64 } from './crc64';

describe('CRC-64', () => {
  it('has the check value of the catalogue', () => {
    const crc = new Crc64();
    crc.update(Buffer.from('123456789'));
    expect(BigInt.asUintN(64, crc.value())).toBe(0x995dc9bbdf1939fan);
  });

  it('is the same however the bytes are cut', () => {
    const [whole, cut] = [new Crc64(), new Crc64()];
    whole.update(Buffer.from('points of a ride'));
    for (const byte of Buffer.from('points of a ride')) cut.update(Buffer.from([byte]));
    expect(cut.value()).toBe(whole.value());
    expect(new Crc64().value()).toBe(0n);
  });
});
