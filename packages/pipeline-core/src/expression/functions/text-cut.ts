import { character, separator, whole } from '../constants';
import { type FunctionEntry, strict } from '../function-entry';
import { type Sql, type SqlBuilder, sql, textSql } from '../sql-builder';
import { codePointCount } from '../text-order';
import { longest } from './text';

/** Characters from a position (1 is the first, negative counts from the end, before the start is the start). */
function substring(text: string, from: number, count: number): string | null {
  if (from === 0 || count < 0) return null;
  const points = Array.from(text);
  const start = from > 0 ? from - 1 : Math.max(0, points.length + from);
  return points.slice(start, Math.min(points.length, start + count)).join('');
}

function substringSql(b: SqlBuilder, text: Sql, from: Sql, count: Sql): Sql {
  const [t, f, n] = [b.bind(text), b.bind(from), b.bind(count)];
  const start = b.bind(
    sql`CASE WHEN ${f} > 0e0 THEN least(${f}, 4294967295e0) ELSE greatest(1e0, CAST(length(${t}) AS DOUBLE) + ${f} + 1e0) END`,
  );
  return sql`CASE WHEN ${f} <> 0e0 AND ${n} >= 0e0 THEN substring(${t}, CAST(${start} AS BIGINT), CAST(least(${n}, 4294967295e0) AS BIGINT)) END`;
}

function side(name: 'left' | 'right'): FunctionEntry {
  return {
    name,
    group: 'text',
    doc: `The ${name === 'left' ? 'first' : 'last'} characters; null for a negative number of them.`,
    example: `${name}(zip, 2)`,
    overloads: [
      strict({
        args: ['text', 'integer'],
        returns: 'text',
        sql: (b, [t, count]) => {
          const n = b.bind(count);
          return sql`CASE WHEN ${n} >= 0e0 THEN "${name}"(${t}, CAST(least(${n}, 4294967295e0) AS BIGINT)) END`;
        },
        js: () => (t, n) => {
          if (n < 0) return null;
          if (n >= t.length) return t;
          const points = Array.from(t);
          return (name === 'left' ? points.slice(0, n) : points.slice(Math.max(0, points.length - n))).join('');
        },
      }),
    ],
    cases: [
      [`${name}('a😀c', 2)`, name === 'left' ? 'a😀' : '😀c'],
      [`${name}('abc', -1)`, null],
      [`${name}('abc', 9)`, 'abc'],
      [`${name}('abc', 0)`, ''],
    ],
  };
}

function padding(name: 'pad_left' | 'pad_right'): FunctionEntry {
  const native = name === 'pad_left' ? 'lpad' : 'rpad';
  return {
    name,
    group: 'text',
    doc: `Fills up to a length on the ${name === 'pad_left' ? 'left' : 'right'}; never cuts.`,
    example: `${name}(zip, 5, '0')`,
    overloads: [
      strict({
        args: ['text'],
        constants: [whole({ name: 'length', low: 0, high: 1000 }), character('fill')],
        returns: 'text',
        sql: (b, [text], [length, fill]) => {
          const t = b.bind(text);
          return sql`CASE WHEN length(${t}) >= ${length} THEN ${t} ELSE ${native}(${t}, ${length}, ${textSql(fill)}) END`;
        },
        js:
          ([length, fill]) =>
          (t) => {
            const missing = length - codePointCount(t);
            if (missing <= 0) return t;
            return name === 'pad_left' ? fill.repeat(missing) + t : t + fill.repeat(missing);
          },
      }),
    ],
    cases: [
      [`${name}('7', 3, '0')`, name === 'pad_left' ? '007' : '700'],
      [`${name}('12345', 3, '0')`, '12345'],
    ],
  };
}

/** ASCII characters that are no letter, digit or underscore. */
const notWord = /[^\w\u0080-\u{10ffff}]+/u;

export const textCutFunctions: readonly FunctionEntry[] = [
  {
    name: 'substring',
    group: 'text',
    doc: 'A number of characters from a position; 1 is the first, negative positions count from the end. Null for position 0.',
    example: 'substring(code, 2, 3)',
    overloads: [
      strict({
        args: ['text', 'integer', 'integer'],
        returns: 'text',
        sql: (b, [t, from, count]) => substringSql(b, t, from, count),
        js: () => substring,
      }),
    ],
    cases: [
      ["substring('hello', 2, 3)", 'ell'],
      ["substring('hello', -3, 2)", 'll'],
      ["substring('hello', -9, 2)", 'he'],
      ["substring('hello', 0, 2)", null],
      ["substring('hello', 2, -1)", null],
      ["substring('hello', 9, 2)", ''],
    ],
  },
  side('left'),
  side('right'),
  padding('pad_left'),
  padding('pad_right'),
  {
    name: 'repeat',
    group: 'text',
    doc: 'The text a fixed number of times.',
    example: "repeat('*', 3)",
    overloads: [
      strict({
        args: ['text'],
        constants: [whole({ name: 'times', low: 0, high: 1000 })],
        returns: 'text',
        sql: (b, [text], [times]) => {
          const t = b.bind(text);
          return sql`CASE WHEN length(${t}) * ${times} <= ${longest} THEN CAST(repeat(${t}, ${times}) AS VARCHAR) END`;
        },
        js:
          ([times]) =>
          (t) =>
            t.length * times <= longest || codePointCount(t) * times <= longest ? t.repeat(times) : null,
      }),
    ],
    cases: [
      ["repeat('ab', 2)", 'abab'],
      ["repeat('ab', 0)", ''],
      ["length(repeat(repeat('😀', 1000), 1000))", 1_000_000],
      ["repeat(repeat('ab', 1000), 1000)", null],
    ],
  },
  {
    name: 'split',
    group: 'text',
    doc: 'The parts between a separator, as a list.',
    example: "split(tags, ',')",
    overloads: [
      strict({
        args: ['text'],
        constants: [separator],
        returns: 'list',
        sql: (_, [t], [mark]) => sql`string_split(${t}, ${textSql(mark)})`,
        js:
          ([mark]) =>
          (t) =>
            t.split(mark),
      }),
    ],
    cases: [
      ["split('a,b,', ',')", ['a', 'b', '']],
      ["split('', ',')", ['']],
    ],
  },
  {
    name: 'split_part',
    group: 'text',
    doc: 'One of the parts between a separator; negative counts from the end; null when there is none.',
    example: "split_part(email, '@', 2)",
    overloads: [
      strict({
        args: ['text'],
        constants: [separator, whole({ name: 'part', low: -1000, high: 1000, except: 0 })],
        returns: 'text',
        sql: (_, [t], [mark, part]) => sql`list_extract(string_split(${t}, ${textSql(mark)}), ${part})`,
        js:
          ([mark, part]) =>
          (t) =>
            t.split(mark).at(part > 0 ? part - 1 : part) ?? null,
      }),
    ],
    cases: [
      ["split_part('a-b-c', '-', 2)", 'b'],
      ["split_part('a-b-c', '-', -1)", 'c'],
      ["split_part('a', '-', 2)", null],
    ],
  },
  {
    name: 'words',
    group: 'text',
    doc: 'The words of a text: split at every ASCII character that is no letter, digit or underscore.',
    example: 'words(subject)',
    overloads: [
      strict({
        args: ['text'],
        returns: 'list',
        sql: (_, [t]) =>
          sql`list_filter(regexp_split_to_array(${t}, '[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\x7f]+'), lambda w: w <> '')`,
        js: () => (t) => t.split(notWord).filter((w) => w !== ''),
      }),
    ],
    cases: [["words('It''s 5 o-clock: über_all!')", ['It', 's', '5', 'o', 'clock', 'über_all']]],
  },
];
