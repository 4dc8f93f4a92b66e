import { whole } from '../constants';
import { finite, safe } from '../finite';
import { type FunctionEntry, flowing, type Overload } from '../function-entry';
import { roundEven, roundHalfAway, roundTo } from '../number-text';
import { numberSql, type Sql, type SqlBuilder, sql } from '../sql-builder';
import { dateTruncations } from './dates';

type Unary = { js: (x: number) => number; sql: (b: SqlBuilder, x: Sql) => Sql };

function numbers(o: Unary): Overload {
  return flowing({ args: ['number'], returns: 'number', sql: (b, [x]) => o.sql(b, x), js: () => o.js });
}

function integers(o: Unary): Overload {
  return flowing({ args: ['integer'], returns: 'integer', sql: (b, [x]) => o.sql(b, x), js: () => o.js });
}

const same: Unary = { js: (x) => x, sql: (_, x) => x };

function roundEvenSql(b: SqlBuilder, value: Sql): Sql {
  const x = b.bind(value);
  const f = b.bind(sql`floor(${x})`);
  const d = b.bind(sql`(${x} - ${f})`);
  return sql`CASE WHEN ${d} < 0.5e0 THEN ${f} WHEN ${d} > 0.5e0 OR (${f} % 2e0) <> 0e0 THEN ${f} + 1e0 ELSE ${f} END`;
}

/** The native form with negative places gives 0 on overflow. */
function roundToSql(x: Sql, decimals: number): Sql {
  if (decimals >= 0) return sql`round(${x}, CAST(${decimals} AS INTEGER))`;
  const scale = numberSql(Number(`1e${-decimals}`));
  return sql`(round(${x} / ${scale}) * ${scale})`;
}

const absolute: Unary = { js: Math.abs, sql: (_, x) => sql`abs(${x})` };
const negative: Unary = { js: (x) => -x, sql: (_, x) => sql`(- ${x})` };
const signOf: Unary = {
  js: (x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : Number.NaN),
  sql: (_, x) => sql`CAST(sign(${x}) AS DOUBLE)`,
};

export const roundingFunctions: readonly FunctionEntry[] = [
  {
    name: 'neg',
    group: 'arithmetic',
    doc: 'The number with the other sign, written -x.',
    example: '-balance',
    overloads: [integers(negative), numbers(negative)],
    cases: [['neg(2.5)', -2.5]],
  },
  {
    name: 'abs',
    group: 'arithmetic',
    doc: 'The number without its sign.',
    example: 'abs(balance)',
    overloads: [integers(absolute), numbers(absolute)],
    cases: [['abs(-2)', 2]],
  },
  {
    name: 'sign',
    group: 'arithmetic',
    doc: '-1, 0 or 1.',
    example: 'sign(balance)',
    overloads: [
      integers(signOf),
      flowing({ args: ['number'], returns: 'integer', sql: (b, [x]) => signOf.sql(b, x), js: () => signOf.js }),
    ],
    cases: [
      ['sign(-0.5)', -1],
      ['sign(0)', 0],
    ],
  },
  {
    name: 'floor',
    group: 'rounding',
    doc: 'The next whole value below or equal. The result stays a number; to_integer makes it an integer.',
    example: 'floor(price)',
    overloads: [integers(same), numbers({ js: Math.floor, sql: (_, x) => sql`floor(${x})` })],
    cases: [['floor(-1.5)', -2]],
  },
  {
    name: 'ceil',
    group: 'rounding',
    doc: 'The next whole value above or equal.',
    example: 'ceil(price)',
    overloads: [integers(same), numbers({ js: Math.ceil, sql: (_, x) => sql`ceil(${x})` })],
    cases: [['ceil(1.2)', 2]],
  },
  {
    name: 'trunc',
    group: 'rounding',
    doc: "Cuts the decimals of a number off; cuts a date or timestamp down to the start of a unit (trunc(d, 'month')).",
    example: 'trunc(price)',
    overloads: [integers(same), numbers({ js: Math.trunc, sql: (_, x) => sql`trunc(${x})` }), ...dateTruncations],
    cases: [
      ['trunc(-1.7)', -1],
      ["trunc(date '2024-05-17', 'quarter')", '2024-04-01'],
      ["trunc(date '2024-05-17', 'week')", '2024-05-13'],
      ["trunc(timestamp '1969-12-31T23:59:59.999Z', 'hour')", '1969-12-31T23:00:00.000Z'],
    ],
  },
  {
    name: 'round',
    group: 'rounding',
    doc: 'Rounds half away from zero, to whole values or to a number of decimals (negative: tens, hundreds, …).',
    example: 'round(price, 2)',
    overloads: [
      integers(same),
      numbers({ js: roundHalfAway, sql: (_, x) => sql`round(${x})` }),
      flowing({
        args: ['number'],
        constants: [whole({ name: 'decimals', low: -15, high: 15 })],
        returns: 'number',
        sql: (b, [x], [decimals]) => b.finite(roundToSql(x, decimals)),
        js:
          ([decimals]) =>
          (x) =>
            finite(roundTo(x, decimals)),
      }),
    ],
    cases: [
      ['round(2.5)', 3],
      ['round(-2.5)', -3],
      ['round(0.49999999999999994)', 0],
      ['round(2.345, 2)', 2.35],
      ['round(1250, -2)', 1300],
      ['round(1.7976931348623157e308, -6)', null],
    ],
  },
  {
    name: 'round_even',
    group: 'rounding',
    doc: 'Rounds to whole values, halves to the even neighbour.',
    example: 'round_even(score)',
    overloads: [integers(same), numbers({ js: roundEven, sql: roundEvenSql })],
    cases: [
      ['round_even(2.5)', 2],
      ['round_even(3.5)', 4],
      ['round_even(-0.5)', 0],
    ],
  },
  {
    name: 'to_integer',
    group: 'conversion',
    doc: 'Cuts the decimals off and makes an integer; null beyond 9007199254740991.',
    example: 'to_integer(price)',
    overloads: [
      integers(same),
      flowing({
        args: ['number'],
        returns: 'integer',
        sql: (b, [x]) => b.safe(sql`trunc(${x})`),
        js: () => (x) => safe(Math.trunc(x)),
      }),
    ],
    cases: [
      ['to_integer(2.9)', 2],
      ['to_integer(1e300)', null],
    ],
  },
  {
    name: 'sqrt',
    group: 'mathematics',
    doc: 'Square root; null below 0.',
    example: 'sqrt(area)',
    overloads: [
      numbers({
        js: (x) => (x >= 0 ? Math.sqrt(x) : Number.NaN),
        sql: (b, value) => {
          const x = b.bind(value);
          return sql`CASE WHEN ${x} >= 0e0 THEN sqrt(${x}) END`;
        },
      }),
    ],
    cases: [
      ['sqrt(2)', Math.SQRT2],
      ['sqrt(-1)', null],
    ],
  },
];
