import { isoDate, isoTimestamp } from '../calendar';
import { character, whole } from '../constants';
import { type FunctionEntry, type Overload, strict } from '../function-entry';
import { formatFixed, numberPatternSql, numberToText, textToNumber } from '../number-text';
import { booleanSql, type Sql, type SqlBuilder, sql, textSql } from '../sql-builder';
import { memberSql } from './membership';

const asciiSpace = textSql('\t\n\v\f\r ');

function textToNumberSql(b: SqlBuilder, value: Sql): Sql {
  const t = b.bind(value);
  return b.finite(
    sql`CASE WHEN regexp_matches(${t}, ${textSql(numberPatternSql)}) THEN TRY_CAST(trim(${t}, ${asciiSpace}) AS DOUBLE) END`,
  );
}

function numberToTextSql(b: SqlBuilder, value: Sql): Sql {
  const x = b.bind(value);
  return sql`CASE WHEN ${x} = trunc(${x}) AND abs(${x}) < 1e15 THEN CAST(CAST(${x} AS BIGINT) AS VARCHAR) ELSE CAST(${x} AS VARCHAR) END`;
}

function numberToTextForm(type: 'integer' | 'number'): Overload {
  return strict({ args: [type], returns: 'text', sql: (b, [x]) => numberToTextSql(b, x), js: () => numberToText });
}

const truths = new Set(['true', 't', 'yes', 'y', '1']);
const lies = new Set(['false', 'f', 'no', 'n', '0']);

/** Only ASCII letters matter here, so the result does not depend on case tables. */
function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function readBoolean(text: string): boolean | null {
  const word = asciiLower(text.replace(/^[\t\n\v\f\r ]+|[\t\n\v\f\r ]+$/g, ''));
  return truths.has(word) ? true : lies.has(word) ? false : null;
}

export const conversionFunctions: readonly FunctionEntry[] = [
  {
    name: 'to_number',
    group: 'conversion',
    doc: 'Reads a decimal number from text (spaces around it are fine, anything else gives null); true is 1, false 0.',
    example: 'to_number(price_text)',
    overloads: [
      strict({
        args: ['boolean'],
        returns: 'integer',
        sql: (_, [x]) => sql`CAST(${x} AS DOUBLE)`,
        js: () => (x) => (x ? 1 : 0),
      }),
      strict({ args: ['text'], returns: 'number', sql: (b, [t]) => textToNumberSql(b, t), js: () => textToNumber }),
    ],
    cases: [
      ["to_number(' 1.50 ')", 1.5],
      ["to_number('')", null],
      ["to_number('0x1F')", null],
      ["to_number('1_000')", null],
      ["to_number('inf')", null],
      ["to_number('1e999')", null],
      ["to_number('.5')", 0.5],
      ["to_number('5.')", 5],
      ['to_number(true)', 1],
    ],
  },
  {
    name: 'parse_number',
    group: 'conversion',
    doc: "Reads a number written with other marks: parse_number(t, ',', '.') reads 1.234,5.",
    example: "parse_number(price, ',', '.')",
    overloads: [
      strict({
        args: ['text'],
        constants: [character('decimal mark', { kind: 'mark' }), character('group mark', { kind: 'mark' })],
        returns: 'number',
        sql: (b, [t], [decimal, group]) =>
          textToNumberSql(
            b,
            sql`replace(replace(${t}, ${textSql(group)}, ${textSql('')}), ${textSql(decimal)}, ${textSql('.')})`,
          ),
        js:
          ([decimal, group]) =>
          (t) =>
            textToNumber(t.split(group).join('').split(decimal).join('.')),
      }),
    ],
    cases: [
      ["parse_number('1.234,5', ',', '.')", 1234.5],
      ["parse_number('1''000', '.', '''')", 1000],
    ],
  },
  {
    name: 'to_text',
    group: 'conversion',
    doc: 'Writes a value as text: shortest digits that read back the same, ISO dates and times, true or false.',
    example: 'to_text(zip)',
    overloads: [
      numberToTextForm('integer'),
      numberToTextForm('number'),
      strict({ args: ['text'], returns: 'text', sql: (_, [x]) => x, js: () => (x) => x }),
      strict({ args: ['boolean'], returns: 'text', sql: (_, [x]) => sql`CAST(${x} AS VARCHAR)`, js: () => String }),
      strict({ args: ['date'], returns: 'text', sql: (_, [x]) => sql`strftime(${x}, '%Y-%m-%d')`, js: () => isoDate }),
      strict({
        args: ['timestamp'],
        returns: 'text',
        sql: (_, [x]) => sql`strftime(${x}, '%Y-%m-%dT%H:%M:%S.%gZ')`,
        js: () => isoTimestamp,
      }),
    ],
    cases: [
      ['to_text(12)', '12'],
      ['to_text(-0.0)', '0'],
      ['to_text(0.00001)', '1e-05'],
      ['to_text(1e16)', '1e+16'],
      ['to_text(1e15)', '1000000000000000.0'],
      ['to_text(1.5)', '1.5'],
      ['to_text(true)', 'true'],
      ["to_text(date '0001-02-03')", '0001-02-03'],
      ["to_text(timestamp '1969-12-31T23:59:59.999Z')", '1969-12-31T23:59:59.999Z'],
    ],
  },
  {
    name: 'format_fixed',
    group: 'conversion',
    doc: 'Writes a number with 0 to 8 decimals; exact ties go to the even digit. Null from 1e15.',
    example: 'format_fixed(price, 2)',
    overloads: [
      strict({
        args: ['number'],
        constants: [whole({ name: 'decimals', low: 0, high: 8 })],
        returns: 'text',
        sql: (b, [value], [decimals]) => {
          const x = b.bind(value);
          const t = b.bind(sql`CASE WHEN abs(${x}) < 1e15 THEN format('{:.${decimals}f}', ${x}) END`);
          return sql`CASE WHEN regexp_matches(${t}, '[1-9]') THEN ${t} ELSE replace(${t}, '-', '') END`;
        },
        js:
          ([decimals]) =>
          (x) =>
            Math.abs(x) < 1e15 ? formatFixed(x, decimals) : null,
      }),
    ],
    cases: [
      ['format_fixed(2.5, 0)', '2'],
      ['format_fixed(0.125, 2)', '0.12'],
      ['format_fixed(-0.001, 2)', '0.00'],
      ['format_fixed(1234.5, 1)', '1234.5'],
      ['format_fixed(1e15, 1)', null],
    ],
  },
  {
    name: 'to_boolean',
    group: 'conversion',
    doc: 'Reads true, t, yes, y, 1 and false, f, no, n, 0 in any case; null for anything else.',
    example: 'to_boolean(answer)',
    overloads: [
      strict({
        args: ['text'],
        returns: 'boolean',
        sql: (b, [t]) => {
          const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
          const word = b.bind(sql`translate(trim(${t}, ${asciiSpace}), '${upper}', '${upper.toLowerCase()}')`);
          return sql`CASE WHEN ${memberSql(b, word, [...truths].map(textSql))} THEN ${booleanSql(true)} WHEN ${memberSql(b, word, [...lies].map(textSql))} THEN ${booleanSql(false)} END`;
        },
        js: () => readBoolean,
      }),
    ],
    cases: [
      ["to_boolean(' Yes ')", true],
      ["to_boolean('0')", false],
      ["to_boolean('maybe')", null],
    ],
  },
];
