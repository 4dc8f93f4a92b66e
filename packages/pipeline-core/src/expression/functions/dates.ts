import { civil, dayMs, dayOfMs, daysFromCivil, daysInMonth, floorMod, isoWeek, weekday } from '../calendar';
import { oneOf } from '../constants';
import { type FunctionCase, type FunctionEntry, type Overload, strict } from '../function-entry';
import { type Sql, sql } from '../sql-builder';

/** A whole number read from a day; timestamps give that of their day. */
function part(o: {
  name: string;
  doc: string;
  native: (x: Sql) => Sql;
  js: (days: number) => number;
  cases: readonly FunctionCase[];
}): FunctionEntry {
  const over = (type: 'date' | 'timestamp') =>
    strict({
      args: [type],
      returns: 'integer',
      sql: (_, [x]) => sql`CAST(${o.native(x)} AS DOUBLE)`,
      js: () => (x) => o.js(type === 'date' ? x : dayOfMs(x)),
    });
  return {
    name: o.name,
    group: 'date',
    doc: o.doc,
    example: `${o.name}(created)`,
    overloads: [over('date'), over('timestamp')],
    cases: o.cases,
  };
}

function clock(o: {
  name: 'hour' | 'minute' | 'second';
  doc: string;
  unit: number;
  size: number;
  sample: number;
}): FunctionEntry {
  return {
    name: o.name,
    group: 'date',
    doc: o.doc,
    example: `${o.name}(created)`,
    overloads: [
      strict({
        args: ['timestamp'],
        returns: 'integer',
        sql: (_, [x]) => sql`CAST(${o.name}(${x}) AS DOUBLE)`,
        js: () => (ms) => floorMod(Math.floor(ms / o.unit), o.size),
      }),
    ],
    cases: [[`${o.name}(timestamp '1969-12-31T23:58:57.500Z')`, o.sample]],
  };
}

function weekendForm(type: 'date' | 'timestamp'): Overload {
  return strict({
    args: [type],
    returns: 'boolean',
    sql: (_, [x]) => sql`(isodow(${x}) >= 6)`,
    js: () => (x) => weekday(type === 'date' ? x : dayOfMs(x)) >= 6,
  });
}

const dateUnits = ['year', 'quarter', 'month', 'week'] as const;
const clockUnits = ['day', 'hour', 'minute', 'second'] as const;
const clockSizes = { day: dayMs, hour: 3_600_000, minute: 60_000, second: 1000 } as const;

function truncateDay(days: number, unit: (typeof dateUnits)[number]): number {
  if (unit === 'week') return days - weekday(days) + 1;
  const { year, month } = civil(days);
  if (unit === 'year') return daysFromCivil(year, 1, 1);
  return daysFromCivil(year, unit === 'month' ? month : month - ((month - 1) % 3), 1);
}

function isDateUnit(unit: string): unit is (typeof dateUnits)[number] {
  return dateUnits.some((candidate) => candidate === unit);
}

/**
 * DuckDB rewrites a comparison of date_trunc with a constant, and makes it false where the column is null. Inside a
 * CASE it does not see the pair.
 */
function truncateSql(x: Sql, unit: string, type: 'DATE' | 'TIMESTAMP'): Sql {
  return sql`CASE WHEN ${x} IS NOT NULL THEN CAST(date_trunc('${unit}', ${x}) AS ${type}) END`;
}

// 0001-01-01 is a Monday and the first day of every larger unit, so no result lies before year 1.
/** The forms of trunc over dates and timestamps. */
export const dateTruncations: readonly Overload[] = [
  strict({
    args: ['date'],
    constants: [oneOf('unit', dateUnits)],
    returns: 'date',
    sql: (b, [x], [unit]) => truncateSql(b.bind(x), unit, 'DATE'),
    js:
      ([unit]) =>
      (days) =>
        truncateDay(days, unit),
  }),
  strict({
    args: ['timestamp'],
    constants: [oneOf('unit', [...dateUnits, ...clockUnits])],
    returns: 'timestamp',
    sql: (b, [x], [unit]) => truncateSql(b.bind(x), unit, 'TIMESTAMP'),
    js: ([unit]) => {
      if (isDateUnit(unit)) return (ms) => truncateDay(dayOfMs(ms), unit) * dayMs;
      const size = clockSizes[unit];
      return (ms) => Math.floor(ms / size) * size;
    },
  }),
];

export const dateFunctions: readonly FunctionEntry[] = [
  part({
    name: 'year',
    doc: 'The year.',
    native: (x) => sql`year(${x})`,
    js: (d) => civil(d).year,
    cases: [["year(date '0001-01-01')", 1]],
  }),
  part({
    name: 'quarter',
    doc: 'The quarter, 1 to 4.',
    native: (x) => sql`quarter(${x})`,
    js: (d) => Math.floor((civil(d).month + 2) / 3),
    cases: [["quarter(date '2024-04-01')", 2]],
  }),
  part({
    name: 'month',
    doc: 'The month, 1 to 12.',
    native: (x) => sql`month(${x})`,
    js: (d) => civil(d).month,
    cases: [["month(timestamp '1969-12-31T23:59:59Z')", 12]],
  }),
  part({
    name: 'day',
    doc: 'The day of the month.',
    native: (x) => sql`day(${x})`,
    js: (d) => civil(d).day,
    cases: [["day(date '2024-02-29')", 29]],
  }),
  part({
    name: 'day_of_year',
    doc: 'The day of the year, from 1.',
    native: (x) => sql`dayofyear(${x})`,
    js: (d) => d - daysFromCivil(civil(d).year, 1, 1) + 1,
    cases: [["day_of_year(date '2024-12-31')", 366]],
  }),
  part({
    name: 'weekday',
    doc: 'Monday 1 to Sunday 7.',
    native: (x) => sql`isodow(${x})`,
    js: weekday,
    cases: [
      ["weekday(date '2024-03-03')", 7],
      ["weekday(date '1969-12-29')", 1],
    ],
  }),
  part({
    name: 'iso_week',
    doc: 'The week of the year after ISO 8601.',
    native: (x) => sql`week(${x})`,
    js: (d) => isoWeek(d).week,
    cases: [["iso_week(date '2021-01-03')", 53]],
  }),
  part({
    name: 'iso_year',
    doc: 'The year the ISO week belongs to.',
    native: (x) => sql`isoyear(${x})`,
    js: (d) => isoWeek(d).year,
    cases: [["iso_year(date '2021-01-03')", 2020]],
  }),
  part({
    name: 'days_in_month',
    doc: 'How many days the month has.',
    native: (x) => sql`day(last_day(${x}))`,
    js: (d) => daysInMonth(civil(d).year, civil(d).month),
    cases: [["days_in_month(date '2023-02-10')", 28]],
  }),
  clock({ name: 'hour', doc: 'The hour in UTC, 0 to 23.', unit: 3_600_000, size: 24, sample: 23 }),
  clock({ name: 'minute', doc: 'The minute, 0 to 59.', unit: 60_000, size: 60, sample: 58 }),
  clock({ name: 'second', doc: 'The second, 0 to 59, without decimals.', unit: 1000, size: 60, sample: 57 }),
  {
    name: 'is_weekend',
    group: 'date',
    doc: 'True on Saturday and Sunday.',
    example: 'is_weekend(created)',
    overloads: [weekendForm('date'), weekendForm('timestamp')],
    cases: [
      ["is_weekend(date '2024-03-02')", true],
      ["is_weekend(timestamp '2024-03-04T00:00:00Z')", false],
    ],
  },
];
