import { describe, expect, it } from 'vitest';
import { binary, i32, i64, list, readThrift, struct, type ThriftStruct, thriftTypes, writeThrift } from './thrift';

const numbers = [0n, 1n, -1n, 63n, 64n, -64n, -65n, 2n ** 31n, 2n ** 48n - 1n, 2n ** 48n, 2n ** 62n + 1n, -(2n ** 63n)];

/** Something of every type, fields far apart, and lists in lists. */
const everything: ThriftStruct = new Map([
  [1, { type: thriftTypes.yes, value: true }],
  [2, { type: thriftTypes.no, value: false }],
  [3, { type: thriftTypes.byte, value: 7n }],
  [4, i32(-5)],
  [40, binary('ä text')],
  [41, { type: thriftTypes.double, value: Buffer.alloc(8, 9) }],
  [42, list(thriftTypes.yes, [true, false, true])],
  [43, list(thriftTypes.i64, numbers)],
  [44, list(thriftTypes.list, [{ of: thriftTypes.binary, items: [Buffer.from('in')] }])],
  [300, struct({ 1: i64(1), 90: struct({ 2: { type: thriftTypes.no, value: false } }), 91: binary('end') })],
]);

/** Structures of a list, as groups of rows are, with what is wanted behind and between what is not. */
const groups = (inner: (at: number) => ThriftStruct) =>
  new Map([
    [2, i32(3)],
    [
      4,
      list(
        thriftTypes.struct,
        Array.from({ length: 20 }, (_, at) => inner(at)),
      ),
    ],
    [5, binary('last')],
  ]);

const plain = (value: unknown) =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'bigint' ? `${one}n` : one instanceof Map ? [...one] : one,
  );

describe('fields of Thrift', () => {
  it('are read as they were written', () => {
    expect(plain(readThrift(writeThrift(everything)))).toBe(plain(everything));
  });

  it('are read without the others, whatever lies between them', () => {
    const bytes = writeThrift(
      groups(
        (at) =>
          new Map([
            [1, { ...struct({}), value: everything }],
            [3, i64(at)],
            [9, i32(1)],
          ]),
      ),
    );
    const read = readThrift(bytes, { 4: { 3: 'whole' }, 5: 'whole' });
    const wanted = groups((at) => new Map([[3, i64(at)]]));
    wanted.delete(2);
    expect(plain(read)).toBe(plain(wanted));
  });

  it('end where they say they do, wanted or not', () => {
    const bytes = writeThrift(new Map([[1, binary('a text')]]));
    for (const only of ['whole', {}] as const)
      expect(() => readThrift(bytes.subarray(0, 4), only)).toThrow('ends too early');
  });
});
