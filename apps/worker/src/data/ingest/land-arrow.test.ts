import {
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Dictionary,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int8,
  type Int32,
  Int64,
  List,
  makeBuilder,
  makeData,
  Schema,
  Struct,
  Table,
  TimeMicrosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  tableToIPC,
  Uint64,
  Utf8,
  Vector,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { readLz4Frame } from './arrow/lz4-frame';
import { codesOf, landing, typesOf } from './testing/landing';

const { land, made } = landing('arrow');

/** A column of a table made for a test. */
function column(type: DataType, values: readonly unknown[]) {
  const builder = makeBuilder({ type, nullValues: [null] });
  for (const value of values) builder.append(value);
  builder.finish();
  return builder.toVector();
}

function everyType(): Table {
  const float = new Field('item', new Float64(), true);
  const text = new Field('item', new Utf8(), true);
  return new Table({
    id: column(new Int64(), [1n, -2n]),
    tiny: column(new Int8(), [7, null]),
    ok: column(new Bool(), [true, false]),
    f: column(new Float32(), [0.5, Number.NaN]),
    d: column(new Float64(), [0.1, null]),
    t: column(new Utf8(), ['Zoë', '']),
    kind: column(new Dictionary(new Utf8(), new Int8()), ['a', 'b']),
    day: column(new DateDay(), [new Date('2024-02-29'), null]),
    at: column(new TimestampMicrosecond(), [1709202600123, null]),
    v: column(new FixedSizeList(2, float), [
      [1.5, 2],
      [3, 4],
    ]),
    tags: column(new List(text), [['x', 'y'], []]),
    s: column(new Struct([new Field('n', new Float64(), true)]), [{ n: 1 }, null]),
    big: column(new Uint64(), [18446744073709551615n, 1n]),
  });
}

const expected = [
  {
    id: '1',
    tiny: '7',
    ok: true,
    f: 0.5,
    d: 0.1,
    t: 'Zoë',
    kind: 'a',
    day: '2024-02-29',
    at: '2024-02-29 10:30:00.123',
    v: [1.5, 2],
    tags: ['x', 'y'],
    s: '{"n":1}',
    big: '18446744073709551615',
  },
  {
    id: '-2',
    tiny: null,
    ok: false,
    f: null,
    d: null,
    t: '',
    kind: 'b',
    day: null,
    at: null,
    v: [3, 4],
    tags: [],
    s: null,
    big: '1',
  },
];

describe('landing Arrow', () => {
  it.each(['file', 'stream'] as const)('reads every type from a %s', async (kind) => {
    const result = await land(made('t.arrow', tableToIPC(everyType(), kind)));
    expect(typesOf(result)).toEqual({
      id: 'integer',
      tiny: 'integer',
      ok: 'boolean',
      f: 'number',
      d: 'number',
      t: 'text',
      kind: 'text',
      day: 'date',
      at: 'timestamp',
      v: 'vector',
      tags: 'list',
      s: 'text',
      big: 'text',
    });
    expect(result.rows).toEqual(expected);
    expect(result.meta.columns.find(({ name }) => name === 'f')).toMatchObject({ float32: true, missing: 0.5 });
    expect(codesOf(result)).toEqual(['converted', 'converted', 'not-finite']);
    expect(result.report).toMatchObject({ format: 'arrow', rows: 2 });
  });

  it('reads decimals, times of day and nanoseconds', async () => {
    const table = new Table({
      price: column(new Decimal(2, 9), [
        Uint32Array.of(12345, 0, 0, 0),
        Uint32Array.of(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff),
      ]),
      noon: column(new TimeMicrosecond(), [43_200_000_000n, 1_500_000n]),
      at: column(new TimestampNanosecond(), [1709202600123.456, null]),
    });
    const result = await land(made('more.arrow', tableToIPC(table, 'file')));
    expect(result.rows.map(({ price, noon }) => [price, noon])).toEqual([
      [123.45, '12:00:00'],
      [-0.01, '00:00:01.5'],
    ]);
    expect(result.rows[0]?.at).toMatch(/^2024-02-29 10:30:00\.1234/);
  });

  it('reads 100,000 rows in order and writes the same bytes for the same file', async () => {
    const ids = Array.from({ length: 100_000 }, (_, at) => BigInt(at));
    const bytes = tableToIPC(new Table({ id: column(new Int64(), ids) }), 'stream');
    const result = await land(made('long.arrows', bytes));
    expect(result.meta.rows).toBe(100_000);
    expect(result.rows.map(({ id }) => id)).toEqual(ids.slice(0, 5000).map(String));
  });

  it.each([
    ['a cut file', tableToIPC(everyType(), 'file').subarray(0, 700)],
    ['a cut stream', tableToIPC(everyType(), 'stream').subarray(0, 1500)],
    ['a signature alone', Buffer.from('ARROW1\0\0')],
    [
      'noise after the signature',
      Buffer.concat([Buffer.from('ARROW1\0\0'), Buffer.alloc(4000, 0xab), Buffer.from('ARROW1')]),
    ],
    ['a schema without columns', tableToIPC(new Table(new Schema([])), 'file')],
  ])('refuses %s', async (_what, bytes) => {
    await expect(land(made('broken.arrow', bytes))).rejects.toMatchObject({
      report: { code: 'unreadable-arrow', family: 'pipeline' },
    });
  });

  it.each([
    ['seconds', new TimestampSecond(), '2024-02-29 10:30:00', '1969-12-31 23:59:59'],
    ['milliseconds', new TimestampMillisecond(), '2024-02-29 10:30:00.123', '1969-12-31 23:59:59'],
    ['microseconds', new TimestampMicrosecond(), '2024-02-29 10:30:00.123', '1969-12-31 23:59:59'],
    ['nanoseconds', new TimestampNanosecond(), '2024-02-29 10:30:00.123', '1969-12-31 23:59:59'],
  ])('reads the values of a dictionary of times, not its indices: %s', async (_unit, type, late, early) => {
    const dictionary = column(type, [-1000, Date.parse(`${late}Z`)]);
    const nulls = { length: 4, nullCount: 1, nullBitmap: Uint8Array.of(0b1011) };
    const small = { type: new Dictionary(type, new Int8()), data: Int8Array.of(1, 0, 0, 1) };
    // The format allows 64-bit indices, the types of the library do not.
    const wideKeys = new Int64() as unknown as Int32;
    const wide = {
      type: new Dictionary(type, wideKeys),
      data: BigInt64Array.of(1n, 0n, 0n, 1n) as unknown as Int32Array,
    };
    const table = new Table({
      small: new Vector([makeData({ ...small, ...nulls, dictionary })]),
      wide: new Vector([makeData({ ...wide, ...nulls, dictionary })]),
    });
    const result = await land(made('coded.arrow', tableToIPC(table, 'file')));
    const expectedTimes = [late, early, null, late];
    expect(result.rows).toEqual(expectedTimes.map((at) => ({ small: at, wide: at })));
  });

  it('counts numbers that are infinite or none, in columns and in lists', async () => {
    const table = new Table({
      d: column(new Float64(), [Number.POSITIVE_INFINITY, Number.NaN, null, 1]),
      v: column(new List(new Field('item', new Float64(), true)), [[1, Number.NaN], [2], null, [3]]),
    });
    const result = await land(made('lost.arrow', tableToIPC(table, 'file')));
    const lost = result.report.notes.filter(({ code }) => code === 'not-finite');
    expect(lost).toMatchObject([
      { column: 'd', count: 2 },
      { column: 'v', count: 1 },
    ]);
    expect(result.rows[0]).toEqual({ d: null, v: [1, null] });
  });

  it('refuses what ends in .arrow and is no Arrow', async () => {
    await expect(land(made('a.arrow', 'id\n1\n'))).rejects.toMatchObject({ report: { code: 'unsupported-format' } });
  });
});

describe('LZ4 frames', () => {
  it('copies from what was written before, and from what it is writing', () => {
    // Literals "ab", then 6 bytes from 2 back, then the literals "!".
    const block = Buffer.from([0x22, 0x61, 0x62, 0x02, 0x00, 0x10, 0x21]);
    const frame = Buffer.concat([
      Buffer.from('04224d1860408200000000'.slice(0, 14), 'hex'),
      Buffer.from([block.length, 0, 0, 0]),
      block,
      Buffer.alloc(4),
    ]);
    expect(Buffer.from(readLz4Frame(frame, 9)).toString()).toBe('abababab!');
  });

  it('refuses a copy from before the start', () => {
    const block = Buffer.from([0x12, 0x61, 0x05, 0x00, 0x10, 0x21]);
    const frame = Buffer.concat([
      Buffer.from('04224d18604082', 'hex'),
      Buffer.from([block.length, 0, 0, 0]),
      block,
      Buffer.alloc(4),
    ]);
    expect(() => readLz4Frame(frame, 9)).toThrow('damaged');
  });
});
