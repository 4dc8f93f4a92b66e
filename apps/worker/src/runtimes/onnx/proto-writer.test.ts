import { expect, it } from 'vitest';
import { createProtoWriter, littleEndian } from './proto-writer';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

it('writes numbers, texts and nested messages as protobuf lays them down', () => {
  expect(hex(createProtoWriter().int(1, 150).finish())).toBe('089601');
  expect(hex(createProtoWriter().text(2, 'testing').finish())).toBe('120774657374696e67');
  expect(hex(createProtoWriter().bytes(3, createProtoWriter().int(1, 150).finish()).finish())).toBe('1a03089601');
  expect(hex(createProtoWriter().int(20, 7).finish())).toBe('a00107');
  expect(hex(createProtoWriter().text(1, 'é').int(2, 0).finish())).toBe('0a02c3a91000');
});

it('packs repeated numbers', () => {
  expect(hex(createProtoWriter().ints(4, [3, 270, 86942]).finish())).toBe('2206038e029ea705');
  expect(hex(createProtoWriter().floats(7, [1, -2]).finish())).toBe('3a080000803f000000c0');
  expect(hex(createProtoWriter().ints(8, []).finish())).toBe('4200');
});

it('writes negative and large whole numbers in 64 bits, and nothing that is not whole', () => {
  expect(hex(createProtoWriter().int(1, -1).finish())).toBe('08ffffffffffffffffff01');
  expect(hex(createProtoWriter().ints(1, [-1]).finish())).toBe('0a0affffffffffffffffff01');
  expect(
    hex(
      createProtoWriter()
        .int(1, 2 ** 40)
        .finish(),
    ),
  ).toBe('08808080808020');
  expect(() => createProtoWriter().int(1, 1.5)).toThrow('1.5 is not a whole number');
  expect(() => createProtoWriter().ints(1, [Number.NaN])).toThrow('NaN is not a whole number');
});

it('lays tensors down little-endian', () => {
  expect(hex(littleEndian([1, Number.POSITIVE_INFINITY], 'float'))).toBe('0000803f0000807f');
  expect(hex(littleEndian([1], 'double'))).toBe('000000000000f03f');
  expect(hex(littleEndian([-1, 2], 'int64'))).toBe('ffffffffffffffff0200000000000000');
});
