import { finite, safe } from '../finite';
import { type FunctionEntry, flowing, type Overload, strict } from '../function-entry';
import { roundHalfAway } from '../number-text';
import { type Sql, type SqlBuilder, sql } from '../sql-builder';
import { dateShift } from './date-arithmetic';
import { joinTexts } from './text';

type Binary = (a: number, b: number) => number;
type BinarySql = (b: SqlBuilder, x: Sql, y: Sql) => Sql;

/** A whole-number form, null outside 2^53, and a number form, null on overflow. */
function both(js: Binary, text: BinarySql): Overload[] {
  return [
    flowing({
      args: ['integer', 'integer'],
      returns: 'integer',
      sql: (b, [x, y]) => b.safe(text(b, x, y)),
      js: () => (x, y) => safe(js(x, y)),
    }),
    flowing({
      args: ['number', 'number'],
      returns: 'number',
      sql: (b, [x, y]) => b.finite(text(b, x, y)),
      js: () => (x, y) => finite(js(x, y)),
    }),
  ];
}

/** Remainder with the sign of the divisor, null for 0; before the test for overflow. */
export function floorRemainder(a: number, b: number): number {
  if (b === 0) return Number.NaN;
  const m = a % b;
  return m !== 0 && m < 0 !== b < 0 ? m + b : m;
}

export function floorRemainderSql(b: SqlBuilder, x: Sql, y: Sql): Sql {
  const divisor = b.bind(y);
  const m = b.bind(sql`(${x} % nullif(${divisor}, 0e0))`);
  return sql`CASE WHEN ${m} <> 0e0 AND (${m} < 0e0) <> (${divisor} < 0e0) THEN ${m} + ${divisor} ELSE ${m} END`;
}

/** The quotient is whole by construction, up to rounding. */
function floorQuotientSql(b: SqlBuilder, x: Sql, y: Sql): Sql {
  const dividend = b.bind(x);
  const divisor = b.bind(y);
  return sql`round((${dividend} - (${floorRemainderSql(b, dividend, divisor)})) / nullif(${divisor}, 0e0))`;
}

export const arithmeticFunctions: readonly FunctionEntry[] = [
  {
    name: 'add',
    group: 'arithmetic',
    doc: 'Sum, written a + b. Joins two texts, and moves a date by whole days. Null on overflow.',
    example: 'price + tax',
    overloads: [
      ...both(
        (x, y) => x + y,
        (_, x, y) => sql`(${x} + ${y})`,
      ),
      joinTexts,
      dateShift(1),
    ],
    cases: [
      ['1 + 2', 3],
      ['9007199254740991 + 1', null],
      ['1e308 + 1e308', null],
      ["'a' + 'b'", 'ab'],
      ["'a' + null", null],
      ["date '2024-02-28' + 2", '2024-03-01'],
    ],
  },
  {
    name: 'sub',
    group: 'arithmetic',
    doc: 'Difference, written a - b. Between two dates the days, between two timestamps the seconds.',
    example: 'revenue - cost',
    overloads: [
      ...both(
        (x, y) => x - y,
        (_, x, y) => sql`(${x} - ${y})`,
      ),
      dateShift(-1),
      strict({
        args: ['date', 'date'],
        returns: 'integer',
        sql: (_, [x, y]) => sql`CAST((${x} - ${y}) AS DOUBLE)`,
        js: () => (x, y) => x - y,
      }),
      strict({
        args: ['timestamp', 'timestamp'],
        returns: 'number',
        sql: (_, [x, y]) => sql`(CAST((epoch_ms(${x}) - epoch_ms(${y})) AS DOUBLE) / 1000e0)`,
        js: () => (x, y) => (x - y) / 1000,
      }),
    ],
    cases: [
      ['1 - 3', -2],
      ["date '2024-03-01' - date '2024-02-01'", 29],
      ["timestamp '2024-01-01T00:00:01.500Z' - timestamp '2024-01-01T00:00:00Z'", 1.5],
    ],
  },
  {
    name: 'mul',
    group: 'arithmetic',
    doc: 'Product, written a * b. Null on overflow.',
    example: 'price * quantity',
    overloads: both(
      (x, y) => x * y,
      (_, x, y) => sql`(${x} * ${y})`,
    ),
    cases: [
      ['6 * 7', 42],
      ['94906267 * 94906267', null],
      ['1e200 * 1e200', null],
    ],
  },
  {
    name: 'div',
    group: 'arithmetic',
    doc: 'Quotient, written a / b; always a number with decimals, null when b is 0.',
    example: 'total / count',
    overloads: [
      flowing({
        args: ['number', 'number'],
        returns: 'number',
        sql: (b, [x, y]) => b.finite(sql`(${x} / nullif(${b.bind(y)}, 0e0))`),
        js: () => (x, y) => (y === 0 ? Number.NaN : finite(x / y)),
      }),
    ],
    cases: [
      ['1 / 4', 0.25],
      ['1 / 0', null],
      ['1e308 / 1e-10', null],
    ],
  },
  {
    name: 'mod',
    group: 'arithmetic',
    doc: 'Remainder with the sign of the divisor, written a % b: -7 % 3 is 2. Null when b is 0.',
    example: 'weeknumber % 4',
    overloads: both(floorRemainder, floorRemainderSql),
    cases: [
      ['-7 % 3', 2],
      ['7 % -3', -2],
      ['5.5 % 2', 1.5],
      ['1 % 0', null],
    ],
  },
  {
    name: 'idiv',
    group: 'arithmetic',
    doc: 'Quotient rounded down, written a // b: -3 // 2 is -2. Null when b is 0.',
    example: 'minutes // 60',
    overloads: both((x, y) => roundHalfAway((x - floorRemainder(x, y)) / y), floorQuotientSql),
    cases: [
      ['-3 // 2', -2],
      ['7 // 2', 3],
      ['7 // 0', null],
      ['-3.5 // 2', -2],
    ],
  },
];
