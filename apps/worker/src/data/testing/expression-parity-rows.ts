import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  TIMESTAMP,
  TIMESTAMP_NS,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import {
  type CellValue,
  cellFromJson,
  type ExpressionColumn,
  type SourceColumn,
} from '@millrace/pipeline-core/expression';
import fc from 'fast-check';

/** One value twice: as the table holds it and as a request would carry it. */
type Both = { table: DuckDBValue; json: unknown };
type HostileColumn = SourceColumn & { float32?: boolean; duckdb: DuckDBType; values: fc.Arbitrary<Both> };

const bits = new DataView(new ArrayBuffer(8));

function doubleOfBits(pattern: bigint): number {
  bits.setBigUint64(0, pattern);
  return bits.getFloat64(0);
}

const doubles: fc.Arbitrary<number> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(0, -0, 0.5, -0.5, 1.5, 2.5, -2.5, 1, -1, 0.1, 1e15, 1e16, 1e-5, 1e-7, 0.125, 2.675),
  },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      5e-324,
      -5e-324,
      2.2250738585072014e-308,
      1.7976931348623157e308,
      -1.7976931348623157e308,
      9007199254740991,
      0.49999999999999994,
      4503599627370495.5,
    ),
  },
  { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map(doubleOfBits) },
  { weight: 4, arbitrary: fc.integer({ min: -40_000, max: 40_000 }).map((n) => n / 8) },
  { weight: 3, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
);

const pieces = [
  '',
  'a',
  'b',
  'ab',
  'abc',
  'B',
  'K',
  'ß',
  'İ',
  'Σ',
  'ς',
  'é',
  'e\u0301',
  '\u0301',
  '\u212a',
  'ſ',
  '😀',
  '\uffff',
  '\ue000',
  "'",
  '"',
  '\\',
  '$1',
  '\\1',
  ' ',
  '  ',
  '\t',
  '\n',
  '\r',
  '\v',
  '\u00a0',
  '\u3000',
  '\u0085',
  '\u0000',
  '\ufeff',
  '-',
  ',',
  '.',
  ';',
  '_',
  '%',
  '(',
  ')',
  '[',
  '0',
  '7',
  '12',
  '007',
] as const;
const wholeTexts = [
  '123',
  '-1.5e3',
  ' 1 ',
  '.5',
  '5.',
  '0x1F',
  'inf',
  'nan',
  '1_000',
  '1e999',
  '1.234,5',
  "1'000.5",
  '+7',
  '1e',
  '١',
  'true',
  'Yes',
  ' N ',
  'f',
  'T',
  '2024-02-29',
  '2023-02-29',
  '2024-2-9',
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '29.02.2024',
  '09 FEB 68',
  '09 feb 69',
  '31 Jan 99',
  '2024-02-29 23:59:59',
  '2024-02-29 24:00:00',
  '1969-12-31 00:00:00',
  '20240229',
  'epoch',
  'Bern',
  'Basel',
  '__proto__',
  'constructor',
  'INV-42 paid',
  'It is a test, a test.',
] as const;

export const texts: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: fc.constantFrom(...wholeTexts) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  {
    weight: 1,
    arbitrary: fc
      .date({ min: new Date('1950-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((d) => d.toISOString().slice(0, 10)),
  },
);

const minDay = -719162;
const maxDay = 2932896;

const days: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(minDay, minDay + 1, -1, 0, 1, 59, 60, 11016, 11017, 19782, 19783, maxDay - 1, maxDay),
  fc.integer({ min: -8000, max: 25_000 }),
  fc.integer({ min: minDay, max: maxDay }),
);

const micros: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(
    -1n,
    0n,
    1n,
    -1000n,
    -1001n,
    999n,
    1000n,
    500n,
    -500n,
    BigInt(minDay) * 86_400_000_000n,
    BigInt(maxDay + 1) * 86_400_000_000n - 1n,
  ),
  fc
    .tuple(days, fc.bigInt({ min: 0n, max: 86_399_999_999n }))
    .map(([day, rest]) => BigInt(day) * 86_400_000_000n + rest),
);

function floorDivide(a: bigint, b: bigint): bigint {
  return a >= 0n || a % b === 0n ? a / b : a / b - 1n;
}

/** RFC 3339 with `digits` decimals of a count of 10^-digits seconds. */
function timeText(count: bigint, digits: 6 | 9): string {
  const perMs = 10n ** BigInt(digits - 3);
  const ms = floorDivide(count, perMs);
  const rest = String(count - ms * perMs).padStart(digits - 3, '0');
  return `${new Date(Number(ms)).toISOString().slice(0, -1)}${rest}Z`;
}

function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function nullable(values: fc.Arbitrary<Both>): fc.Arbitrary<Both> {
  return fc.oneof({ weight: 9, arbitrary: values }, { weight: 1, arbitrary: fc.constant({ table: null, json: null }) });
}

function same<T extends DuckDBValue>(values: fc.Arbitrary<T>): fc.Arbitrary<Both> {
  return nullable(values.map((value) => ({ table: value, json: value })));
}

const wholes = (edges: readonly bigint[]) =>
  nullable(
    fc
      .oneof(
        fc.constantFrom(...edges),
        fc.bigInt({ min: 1n, max: 31n }),
        fc.bigInt({ min: 1n, max: 12n }),
        fc.bigInt({ min: 1900n, max: 2100n }),
        fc.bigInt({ min: -50n, max: 50n }),
      )
      .map((value) => ({ table: value, json: Number(value) })),
  );

function decimal(width: number, scale: number, unscaled: fc.Arbitrary<bigint>): fc.Arbitrary<Both> {
  return nullable(
    unscaled.map((value) => {
      const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
      const text = `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
      return { table: new DuckDBDecimalValue(value, width, scale), json: Number(text) };
    }),
  );
}

const vectors = fc
  .oneof(fc.array(doubles, { minLength: 3, maxLength: 3 }), fc.array(doubles, { maxLength: 5 }))
  .map((items) => {
    return { table: new DuckDBListValue(items), json: items.map((item) => (Number.isFinite(item) ? item : null)) };
  });
const lists = fc
  .array(fc.oneof({ weight: 6, arbitrary: texts }, { weight: 1, arbitrary: fc.constant(null) }), { maxLength: 5 })
  .map((items) => {
    return { table: new DuckDBListValue(items), json: items };
  });
const timeValues = (make: (count: bigint) => DuckDBValue) =>
  nullable(micros.map((count) => ({ table: make(count), json: timeText(count, 6) })));
const nanos = fc.bigInt({ min: -2_000_000_000_000_000_000n, max: 2_000_000_000_000_000_000n });

/** Hostile names beside hostile values: none may reach the SQL or a JavaScript object unescaped. */
export const hostileColumns: readonly HostileColumn[] = [
  { name: 'flag', type: 'boolean', sqlType: 'BOOLEAN', duckdb: BOOLEAN, values: same(fc.boolean()) },
  {
    name: 'a"b',
    type: 'integer',
    sqlType: 'BIGINT',
    duckdb: BIGINT,
    values: wholes([9007199254740991n, -9007199254740991n, 9007199254740992n, -9223372036854775807n, 0n]),
  },
  {
    name: 'small',
    type: 'integer',
    sqlType: 'INTEGER',
    duckdb: INTEGER,
    values: nullable(fc.integer({ min: -40, max: 40 }).map((n) => ({ table: n, json: n }))),
  },
  { name: "A'B", type: 'number', sqlType: 'DOUBLE', duckdb: DOUBLE, values: same(doubles) },
  { name: 'k1', type: 'number', sqlType: 'DOUBLE', duckdb: DOUBLE, values: same(doubles) },
  {
    name: 'single',
    type: 'number',
    sqlType: 'FLOAT',
    duckdb: FLOAT,
    float32: true,
    values: same(doubles.map(Math.fround)),
  },
  {
    name: 'money',
    type: 'number',
    sqlType: 'DECIMAL(10,2)',
    duckdb: DECIMAL(10, 2),
    values: decimal(10, 2, fc.bigInt({ min: -9999999999n, max: 9999999999n })),
  },
  {
    name: 'exact',
    type: 'number',
    sqlType: 'DECIMAL(18,18)',
    duckdb: DECIMAL(18, 18),
    values: decimal(18, 18, fc.bigInt({ min: -999999999999999999n, max: 999999999999999999n })),
  },
  { name: 'select', type: 'text', sqlType: 'VARCHAR', duckdb: VARCHAR, values: same(texts) },
  { name: '__proto__', type: 'text', sqlType: 'VARCHAR', duckdb: VARCHAR, values: same(texts) },
  {
    name: 'day',
    type: 'date',
    sqlType: 'DATE',
    duckdb: DATE,
    values: nullable(days.map((day) => ({ table: new DuckDBDateValue(day), json: dayText(day) }))),
  },
  {
    name: 'other day',
    type: 'date',
    sqlType: 'DATE',
    duckdb: DATE,
    values: nullable(
      fc
        .oneof(days, fc.constantFrom(minDay - 1, maxDay + 1, 2147483647, -2147483647))
        .map((day) => ({ table: new DuckDBDateValue(day), json: day < minDay || day > maxDay ? null : dayText(day) })),
    ),
  },
  {
    name: 'at',
    type: 'timestamp',
    sqlType: 'TIMESTAMP',
    duckdb: TIMESTAMP,
    values: timeValues((count) => new DuckDBTimestampValue(count)),
  },
  {
    name: 'zoned',
    type: 'timestamp',
    sqlType: 'TIMESTAMP WITH TIME ZONE',
    duckdb: TIMESTAMPTZ,
    values: timeValues((count) => new DuckDBTimestampTZValue(count)),
  },
  {
    name: 'fine',
    type: 'timestamp',
    sqlType: 'TIMESTAMP_NS',
    duckdb: TIMESTAMP_NS,
    values: nullable(
      nanos.map((count) => ({ table: new DuckDBTimestampNanosecondsValue(count), json: timeText(count, 9) })),
    ),
  },
  { name: 'tags', type: 'list', sqlType: 'VARCHAR[]', duckdb: LIST(VARCHAR), values: nullable(lists) },
  { name: 'embedding', type: 'vector', sqlType: 'DOUBLE[]', duckdb: LIST(DOUBLE), values: nullable(vectors) },
];

export const checkerColumns: readonly ExpressionColumn[] = hostileColumns.map(({ name, type }) => ({ name, type }));

/** Fills `table` with rows drawn from the seed (at most 2,048) and returns the same rows as cells. */
export async function makeHostileTable(o: {
  connection: DuckDBConnection;
  table: string;
  rows: number;
  seed: number;
}): Promise<CellValue[][]> {
  const definitions = hostileColumns.map((column) => `"${column.name.replaceAll('"', '""')}" ${column.sqlType}`);
  await o.connection.run(`CREATE TABLE ${o.table} (rid INTEGER, ${definitions.join(', ')})`);
  const columns = hostileColumns.map((column, i) => fc.sample(column.values, { numRuns: o.rows, seed: o.seed + i }));
  const chunk = DuckDBDataChunk.create([INTEGER, ...hostileColumns.map((column) => column.duckdb)], o.rows);
  chunk.setColumns([
    Array.from({ length: o.rows }, (_, rid) => rid),
    ...columns.map((values) => values.map((v) => v.table)),
  ]);
  const appender = await o.connection.createAppender(o.table);
  appender.appendDataChunk(chunk);
  appender.closeSync();
  return Array.from({ length: o.rows }, (_, rid) =>
    hostileColumns.map((column, i) => {
      const json = columns[i]?.[rid]?.json;
      const carried = typeof json === 'number' && !Number.isFinite(json) ? null : json;
      const cell = cellFromJson(carried, column.type, { float32: column.float32 ?? false });
      if (cell === undefined) throw new Error(`The request reader refused ${String(json)} for ${column.name}.`);
      return cell;
    }),
  );
}
