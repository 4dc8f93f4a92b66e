import { civil, dayMs, dayOfMs, daysFromCivil, floorMod, makeDay, pad, weekday } from '../calendar';
import { type FunctionEntry, strict } from '../function-entry';
import { numberSql, type Sql, type SqlBuilder, sql, textSql } from '../sql-builder';
import {
  type FieldCode,
  type FormatPart,
  months,
  readingFormat,
  type WrittenCode,
  weekdays,
  writingFormat,
} from '../time-format';
import { dateToDaySql, makeDateSql } from './date-arithmetic';

const shortMonths = months.map((month) => month.slice(0, 3).toLowerCase());
const monthLetters = shortMonths.join('');

const fieldPatterns: Readonly<Record<FieldCode, string>> = {
  Y: '[0-9]{4}',
  y: '[0-9]{2}',
  m: '(?:0[1-9]|1[0-2])',
  d: '(?:0[1-9]|[12][0-9]|3[01])',
  H: '(?:[01][0-9]|2[0-3])',
  M: '[0-5][0-9]',
  S: '[0-5][0-9]',
  b: `(?:${shortMonths.map((m) => [...m].map((c) => `[${c}${c.toUpperCase()}]`).join('')).join('|')})`,
};
const widths: Readonly<Record<FieldCode, number>> = { Y: 4, y: 2, m: 2, d: 2, H: 2, M: 2, S: 2, b: 3 };

type Layout = readonly FormatPart<FieldCode>[];

/** The pattern that the whole text must match; every field has a fixed width. */
function layoutPattern(layout: Layout, spell: (code: number) => string): string {
  const body = layout.map((item) =>
    item.k === 'field' ? fieldPatterns[item.code] : Array.from(item.text, (c) => spell(c.codePointAt(0) ?? 0)).join(''),
  );
  return `^${body.join('')}$`;
}

/** Where each field starts, from 0, in code points. */
function positions(layout: Layout): Map<FieldCode, number> {
  const result = new Map<FieldCode, number>();
  let at = 0;
  for (const item of layout) {
    if (item.k === 'field') result.set(item.code, at);
    at += item.k === 'field' ? widths[item.code] : Array.from(item.text).length;
  }
  return result;
}

type Fields = { day: number; clock: number };

/** A reader of one layout: the day number and the milliseconds of the day, NaN when the text is no such time. */
function layoutReader(layout: Layout): (text: string) => Fields {
  const pattern = new RegExp(
    layoutPattern(layout, (code) => `\\u{${code.toString(16)}}`),
    'u',
  );
  const places = positions(layout);
  return (text) => {
    if (!pattern.test(text)) return { day: Number.NaN, clock: Number.NaN };
    const points = Array.from(text);
    const field = (code: FieldCode): string | undefined => {
      const at = places.get(code);
      return at === undefined ? undefined : points.slice(at, at + widths[code]).join('');
    };
    const short = Number(field('y'));
    const year = field('Y') ?? (short < 69 ? 2000 + short : 1900 + short);
    const name = field('b');
    const month = name === undefined ? Number(field('m')) : shortMonths.indexOf(name.toLowerCase()) + 1;
    const clock = Number(field('H') ?? 0) * 3600 + Number(field('M') ?? 0) * 60 + Number(field('S') ?? 0);
    return { day: makeDay(Number(year), month, Number(field('d'))), clock: clock * 1000 };
  };
}

function fieldSql(text: Sql, places: ReadonlyMap<FieldCode, number>, code: FieldCode): Sql | undefined {
  const at = places.get(code);
  return at === undefined ? undefined : sql`substring(${text}, ${at + 1}, ${widths[code]})`;
}

function numberFieldSql(text: Sql, places: ReadonlyMap<FieldCode, number>, code: FieldCode): Sql | undefined {
  const field = fieldSql(text, places, code);
  return field === undefined ? undefined : sql`TRY_CAST(${field} AS DOUBLE)`;
}

/** The day of a text that matches the layout, else null; and the matching text. */
function readDaySql(b: SqlBuilder, value: Sql, layout: Layout): { date: Sql; matching: Sql } {
  const t = b.bind(value);
  const pattern = textSql(layoutPattern(layout, (code) => `\\x{${code.toString(16)}}`));
  const matching = b.bind(sql`CASE WHEN regexp_matches(${t}, ${pattern}) THEN ${t} END`);
  const places = positions(layout);
  const short = numberFieldSql(matching, places, 'y');
  const century = short === undefined ? undefined : b.bind(short);
  const year =
    century === undefined
      ? numberFieldSql(matching, places, 'Y')
      : sql`CASE WHEN ${century} < 69e0 THEN 2000e0 + ${century} ELSE 1900e0 + ${century} END`;
  const name = fieldSql(matching, places, 'b');
  const month =
    name === undefined
      ? numberFieldSql(matching, places, 'm')
      : sql`CAST((strpos('${monthLetters}', lower(${name})) + 2) // 3 AS DOUBLE)`;
  const day = numberFieldSql(matching, places, 'd');
  // readingFormat demands one of each; the fallback keeps the types honest.
  const none = numberSql(0);
  return { date: makeDateSql(b, year ?? none, month ?? none, day ?? none), matching };
}

function readTimestampSql(b: SqlBuilder, value: Sql, layout: Layout): Sql {
  const { date, matching } = readDaySql(b, value, layout);
  const places = positions(layout);
  const part = (code: FieldCode) => numberFieldSql(matching, places, code) ?? numberSql(0);
  const clock = sql`((${part('H')} * 3600e0 + ${part('M')} * 60e0 + ${part('S')}) * 1000e0)`;
  return sql`epoch_ms(CAST((${dateToDaySql(sql`(${date})`)} * ${numberSql(dayMs)} + ${clock}) AS BIGINT))`;
}

function writeField(code: WrittenCode, days: number, ms: number): string {
  const { year, month, day } = civil(days);
  switch (code) {
    case 'Y':
      return pad(year, 4);
    case 'y':
      return pad(year % 100, 2);
    case 'm':
      return pad(month, 2);
    case 'd':
      return pad(day, 2);
    case 'H':
      return pad(Math.floor(ms / 3_600_000), 2);
    case 'M':
      return pad(Math.floor(ms / 60_000) % 60, 2);
    case 'S':
      return pad(Math.floor(ms / 1000) % 60, 2);
    case 'b':
      return (months[month - 1] as string).slice(0, 3);
    case 'B':
      return months[month - 1] as string;
    case 'a':
      return (weekdays[weekday(days) - 1] as string).slice(0, 3);
    case 'A':
      return weekdays[weekday(days) - 1] as string;
    case 'j':
      return pad(days - daysFromCivil(year, 1, 1) + 1, 3);
  }
}

function write(format: readonly FormatPart<WrittenCode>[], days: number, ms: number): string {
  return format.map((item) => (item.k === 'literal' ? item.text : writeField(item.code, days, ms))).join('');
}

function writeSql(value: Sql, format: readonly FormatPart<WrittenCode>[]): Sql {
  const text = format.map((item) => (item.k === 'literal' ? item.text : `%${item.code}`)).join('');
  return sql`strftime(${value}, ${textSql(text)})`;
}

export const dateFormatFunctions: readonly FunctionEntry[] = [
  {
    name: 'parse_date',
    group: 'date',
    doc: 'Reads a date in a fixed layout; every digit is required. %Y %y year, %m %b month, %d day.',
    example: "parse_date(birth, '%d.%m.%Y')",
    overloads: [
      strict({
        args: ['text'],
        constants: [readingFormat('date')],
        returns: 'date',
        sql: (b, [t], [layout]) => readDaySql(b, t, layout).date,
        js: ([layout]) => {
          const read = layoutReader(layout);
          return (t) => read(t).day;
        },
      }),
    ],
    cases: [
      ["parse_date('2024-02-29', '%Y-%m-%d')", '2024-02-29'],
      ["parse_date('2023-02-29', '%Y-%m-%d')", null],
      ["parse_date('2024-2-9', '%Y-%m-%d')", null],
      ["parse_date(' 2024-02-09', '%Y-%m-%d')", null],
      ["parse_date('09 FEB 68', '%d %b %y')", '2068-02-09'],
      ["parse_date('09 feb 69', '%d %b %y')", '1969-02-09'],
      ["parse_date('0000-01-01', '%Y-%m-%d')", null],
    ],
  },
  {
    name: 'parse_timestamp',
    group: 'date',
    doc: 'Reads a time in a fixed layout, as UTC; %H %M %S beside the parts of a date.',
    example: "parse_timestamp(created, '%Y-%m-%d %H:%M:%S')",
    overloads: [
      strict({
        args: ['text'],
        constants: [readingFormat('timestamp')],
        returns: 'timestamp',
        sql: (b, [t], [layout]) => readTimestampSql(b, t, layout),
        js: ([layout]) => {
          const read = layoutReader(layout);
          return (t) => {
            const { day, clock } = read(t);
            return day * dayMs + clock;
          };
        },
      }),
    ],
    cases: [
      ["parse_timestamp('2024-02-29 23:59:59', '%Y-%m-%d %H:%M:%S')", '2024-02-29T23:59:59.000Z'],
      ["parse_timestamp('2024-02-29 24:00:00', '%Y-%m-%d %H:%M:%S')", null],
    ],
  },
  {
    name: 'format_date',
    group: 'date',
    doc: 'Writes a date: %Y %y %m %d %b %B (month name) %a %A (weekday) %j (day of the year), English.',
    example: "format_date(day, '%d.%m.%Y')",
    overloads: [
      strict({
        args: ['date'],
        constants: [writingFormat('date')],
        returns: 'text',
        sql: (_, [x], [format]) => writeSql(x, format),
        js:
          ([format]) =>
          (days) =>
            write(format, days, 0),
      }),
    ],
    cases: [["format_date(date '2024-03-01', '%A %d %B %Y, %j')", 'Friday 01 March 2024, 061']],
  },
  {
    name: 'format_timestamp',
    group: 'date',
    doc: 'Writes a timestamp in UTC: the fields of format_date and %H %M %S.',
    example: "format_timestamp(created, '%Y-%m-%d %H:%M')",
    overloads: [
      strict({
        args: ['timestamp'],
        constants: [writingFormat('timestamp')],
        returns: 'text',
        sql: (_, [x], [format]) => writeSql(x, format),
        js:
          ([format]) =>
          (ms) =>
            write(format, dayOfMs(ms), floorMod(ms, dayMs)),
      }),
    ],
    cases: [["format_timestamp(timestamp '1969-12-31T23:59:58.999Z', '%y/%m/%d %H-%M-%S')", '69/12/31 23-59-58']],
  },
];
