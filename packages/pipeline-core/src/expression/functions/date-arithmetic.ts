import {
  civil,
  dayMs,
  dayOfMs,
  daysFromCivil,
  daysInMonth,
  inDayRange,
  inMsRange,
  makeDay,
  maxDay,
  maxMs,
  minDay,
  minMs,
} from '../calendar';
import { entriesOf, type FunctionEntry, type Overload, strict } from '../function-entry';
import { numberSql, type Sql, type SqlBuilder, sql } from '../sql-builder';

/** A day number, given as a double, as a date of the years 1 to 9999, else null. */
export function dayToDateSql(b: SqlBuilder, days: Sql): Sql {
  const n = b.bind(days);
  return sql`CASE WHEN ${n} BETWEEN ${numberSql(minDay)} AND ${numberSql(maxDay)} THEN DATE '1970-01-01' + CAST(${n} AS INTEGER) END`;
}

export function dateToDaySql(date: Sql): Sql {
  return sql`CAST((${date} - DATE '1970-01-01') AS DOUBLE)`;
}

export function timestampToMsSql(timestamp: Sql): Sql {
  return sql`CAST(epoch_ms(${timestamp}) AS DOUBLE)`;
}

/** Milliseconds, given as a double, floored to a timestamp of the years 1 to 9999, else null. */
export function msToTimestampSql(b: SqlBuilder, ms: Sql): Sql {
  const n = b.bind(sql`floor(${ms})`);
  return sql`CASE WHEN ${n} BETWEEN ${numberSql(minMs)} AND ${numberSql(maxMs)} THEN epoch_ms(CAST(${n} AS BIGINT)) END`;
}

/** The form of date + days (1) and date - days (-1). */
export function dateShift(direction: 1 | -1): Overload {
  return strict({
    args: ['date', 'integer'],
    returns: 'date',
    sql: (b, [date, n]) => dayToDateSql(b, sql`(${dateToDaySql(date)} ${direction === 1 ? '+' : '-'} ${n})`),
    js: () => (days, n) => inDayRange(days + direction * n),
  });
}

const mostMonths = 120_000;

function addMonths(days: number, n: number): number {
  if (Math.abs(n) > mostMonths) return Number.NaN;
  const { year, month, day } = civil(days);
  const months = year * 12 + month - 1 + n;
  const y = Math.floor(months / 12);
  const m = months - y * 12 + 1;
  return y < 1 || y > 9999 ? Number.NaN : daysFromCivil(y, m, Math.min(day, daysInMonth(y, m)));
}

function addMonthsSql(b: SqlBuilder, date: Sql, months: Sql): Sql {
  const n = b.bind(months);
  const moved = b.bind(
    sql`CASE WHEN abs(${n}) <= ${numberSql(mostMonths)} THEN CAST(${date} + to_months(CAST(${n} AS INTEGER)) AS DATE) END`,
  );
  return sql`CASE WHEN year(${moved}) BETWEEN 1 AND 9999 THEN ${moved} END`;
}

/** Complete months from a to b. */
function monthsBetween(a: number, b: number): number {
  const from = civil(a);
  const to = civil(b);
  const borders = 12 * (to.year - from.year) + to.month - from.month;
  if (b >= a && to.day < from.day) return borders - 1;
  return b < a && to.day > from.day ? borders + 1 : borders;
}

function monthsBetweenSql(builder: SqlBuilder, from: Sql, to: Sql): Sql {
  const [a, b] = [builder.bind(from), builder.bind(to)];
  const borders = builder.bind(sql`CAST(12 * (year(${b}) - year(${a})) + month(${b}) - month(${a}) AS DOUBLE)`);
  return sql`CASE WHEN ${b} >= ${a} AND day(${b}) < day(${a}) THEN ${borders} - 1e0 WHEN ${b} < ${a} AND day(${b}) > day(${a}) THEN ${borders} + 1e0 ELSE ${borders} END`;
}

export function makeDateSql(b: SqlBuilder, year: Sql, month: Sql, day: Sql): Sql {
  const [y, m, d] = [b.bind(year), b.bind(month), b.bind(day)];
  const first = b.bind(
    sql`CASE WHEN ${y} BETWEEN 1e0 AND 9999e0 AND ${m} BETWEEN 1e0 AND 12e0 THEN make_date(CAST(${y} AS BIGINT), CAST(${m} AS BIGINT), 1) END`,
  );
  return sql`CASE WHEN ${d} >= 1e0 AND ${d} <= day(last_day(${first})) THEN ${first} + CAST(${d} - 1e0 AS INTEGER) END`;
}

const entry = entriesOf('date');

export const dateArithmeticFunctions: readonly FunctionEntry[] = [
  entry('add_days', 'Moves a date by whole days, also written date + days.', 'add_days(due, 14)', dateShift(1), [
    ["add_days(date '9999-12-31', 1)", null],
    ["add_days(date '2024-02-28', 1)", '2024-02-29'],
  ]),
  entry(
    'add_months',
    'Moves a date by whole months; the day stays inside the month: 31 January + 1 is 29 February.',
    'add_months(start, 12)',
    strict({
      args: ['date', 'integer'],
      returns: 'date',
      sql: (b, [date, n]) => addMonthsSql(b, date, n),
      js: () => addMonths,
    }),
    [
      ["add_months(date '2024-01-31', 1)", '2024-02-29'],
      ["add_months(date '2024-01-31', -1)", '2023-12-31'],
      ["add_months(date '0001-01-31', -1)", null],
    ],
  ),
  entry(
    'add_seconds',
    'Moves a timestamp by seconds, decimals included; floored to milliseconds.',
    'add_seconds(created, 3600)',
    strict({
      args: ['timestamp', 'number'],
      returns: 'timestamp',
      sql: (b, [s, n]) => msToTimestampSql(b, sql`(${timestampToMsSql(s)} + (${n} * 1000e0))`),
      js: () => (ms, n) => inMsRange(Math.floor(ms + n * 1000)),
    }),
    [["add_seconds(timestamp '2024-01-01T00:00:00Z', -0.5)", '2023-12-31T23:59:59.500Z']],
  ),
  entry(
    'from_epoch_seconds',
    'The timestamp of seconds since 1970-01-01 in UTC.',
    'from_epoch_seconds(created_at)',
    strict({
      args: ['number'],
      returns: 'timestamp',
      sql: (b, [n]) => msToTimestampSql(b, sql`(${n} * 1000e0)`),
      js: () => (n) => inMsRange(Math.floor(n * 1000)),
    }),
    [
      ['from_epoch_seconds(0.5)', '1970-01-01T00:00:00.500Z'],
      ['from_epoch_seconds(1e300)', null],
    ],
  ),
  entry(
    'epoch_seconds',
    'Seconds since 1970-01-01 in UTC, with decimals.',
    'epoch_seconds(created)',
    strict({
      args: ['timestamp'],
      returns: 'number',
      sql: (_, [s]) => sql`(${timestampToMsSql(s)} / 1000e0)`,
      js: () => (ms) => ms / 1000,
    }),
    [["epoch_seconds(timestamp '1970-01-02T00:00:00.250Z')", 86400.25]],
  ),
  entry(
    'days_between',
    'Days from the first date to the second, also written second - first.',
    'days_between(start, finish)',
    strict({
      args: ['date', 'date'],
      returns: 'integer',
      sql: (_, [a, b]) => sql`CAST((${b} - ${a}) AS DOUBLE)`,
      js: () => (a, b) => b - a,
    }),
    [["days_between(date '2024-02-01', date '2024-03-01')", 29]],
  ),
  entry(
    'months_between',
    'Complete months from the first date to the second.',
    'months_between(start, finish)',
    strict({
      args: ['date', 'date'],
      returns: 'integer',
      sql: (b, [x, y]) => monthsBetweenSql(b, x, y),
      js: () => monthsBetween,
    }),
    [
      ["months_between(date '2024-01-31', date '2024-02-29')", 0],
      ["months_between(date '2024-02-29', date '2024-01-31')", 0],
      ["months_between(date '2024-01-15', date '2025-01-15')", 12],
    ],
  ),
  entry(
    'years_between',
    'Complete years from the first date to the second: an age.',
    'years_between(born, today)',
    strict({
      args: ['date', 'date'],
      returns: 'integer',
      sql: (b, [x, y]) => sql`trunc((${monthsBetweenSql(b, x, y)}) / 12e0)`,
      js: () => (a, b) => Math.trunc(monthsBetween(a, b) / 12),
    }),
    [["years_between(date '2000-02-29', date '2024-02-28')", 23]],
  ),
  entry(
    'seconds_between',
    'Seconds from the first timestamp to the second, with decimals.',
    'seconds_between(opened, closed)',
    strict({
      args: ['timestamp', 'timestamp'],
      returns: 'number',
      sql: (_, [a, b]) => sql`(CAST((epoch_ms(${b}) - epoch_ms(${a})) AS DOUBLE) / 1000e0)`,
      js: () => (a, b) => (b - a) / 1000,
    }),
    [["seconds_between(timestamp '2024-01-01T00:00:00Z', timestamp '2024-01-01T00:01:00.001Z')", 60.001]],
  ),
  entry(
    'make_date',
    'The date of a year, month and day; null when there is no such day.',
    'make_date(y, m, 1)',
    strict({
      args: ['integer', 'integer', 'integer'],
      returns: 'date',
      sql: (b, [y, m, d]) => makeDateSql(b, y, m, d),
      js: () => makeDay,
    }),
    [
      ['make_date(2024, 2, 29)', '2024-02-29'],
      ['make_date(2023, 2, 29)', null],
      ['make_date(0, 1, 1)', null],
    ],
  ),
  entry(
    'to_date',
    'The day of a timestamp, in UTC.',
    'to_date(created)',
    strict({ args: ['timestamp'], returns: 'date', sql: (_, [s]) => sql`CAST(${s} AS DATE)`, js: () => dayOfMs }),
    [["to_date(timestamp '1969-12-31T23:59:59.999Z')", '1969-12-31']],
  ),
  entry(
    'to_timestamp',
    'Midnight at the start of a date, in UTC.',
    'to_timestamp(day)',
    strict({
      args: ['date'],
      returns: 'timestamp',
      sql: (_, [d]) => sql`CAST(${d} AS TIMESTAMP)`,
      js: () => (d) => d * dayMs,
    }),
    [["to_timestamp(date '2024-02-29')", '2024-02-29T00:00:00.000Z']],
  ),
];
