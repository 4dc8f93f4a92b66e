import { lower, stripAccents, upper } from '../case-tables';
import { separator, textConstant, whole } from '../constants';
import { type FunctionCase, type FunctionEntry, type Overload, strict, variadic } from '../function-entry';
import { md5First48 } from '../md5';
import { similarity } from '../similarity';
import { spaceCharacters, trimEnd, trimStart } from '../spaces';
import { joinSql, type Sql, type SqlBuilder, sql, textSql } from '../sql-builder';
import { codePointCount } from '../text-order';
import { limits } from '../types';

export const longest = limits.textCodePoints;

function simple(o: {
  name: string;
  doc: string;
  js: (text: string) => string;
  sql: (t: Sql) => Sql;
  cases: readonly FunctionCase[];
}): FunctionEntry {
  const form: Overload = strict({ args: ['text'], returns: 'text', sql: (_, [t]) => o.sql(t), js: () => o.js });
  return { name: o.name, group: 'text', doc: o.doc, example: `${o.name}(name)`, overloads: [form], cases: o.cases };
}

function test(o: {
  name: string;
  doc: string;
  js: (text: string, part: string) => boolean;
  cases: readonly FunctionCase[];
}): FunctionEntry {
  return {
    name: o.name,
    group: 'text',
    doc: o.doc,
    example: `${o.name}(subject, 'invoice')`,
    overloads: [
      strict({
        args: ['text', 'text'],
        returns: 'boolean',
        sql: (_, [t, p]) => sql`${o.name}(${t}, ${p})`,
        js: () => o.js,
      }),
    ],
    cases: o.cases,
  };
}

/** Whether texts of these lengths may be joined; UTF-16 lengths decide the usual case without counting. */
export function fitsLimit(parts: readonly string[], extra = 0): boolean {
  let units = extra;
  for (const part of parts) units += part.length;
  if (units <= longest) return true;
  let points = extra;
  for (const part of parts) points += codePointCount(part);
  return points <= longest;
}

/** All arguments joined, null when one is null or the result is too long. */
function joinAllSql(b: SqlBuilder, values: readonly Sql[]): Sql {
  const parts = values.map((value) => b.bind(value));
  const length = joinSql(
    parts.map((part) => sql`length(${part})`),
    ' + ',
  );
  return sql`CASE WHEN ${length} <= ${longest} THEN (${joinSql(parts, ' || ')}) END`;
}

function joinAll(parts: readonly string[]): string | null {
  return fitsLimit(parts) ? parts.join('') : null;
}

/** The form of + on two texts. */
export const joinTexts: Overload = strict({
  args: ['text', 'text'],
  returns: 'text',
  sql: (b, args) => joinAllSql(b, args),
  js: () => (x, y) => (fitsLimit([x, y]) ? x + y : null),
});

const space = textSql(spaceCharacters);

export const textFunctions: readonly FunctionEntry[] = [
  {
    name: 'length',
    group: 'text',
    doc: 'Number of characters (code points).',
    example: 'length(comment)',
    overloads: [
      strict({
        args: ['text'],
        returns: 'integer',
        sql: (_, [t]) => sql`CAST(length(${t}) AS DOUBLE)`,
        js: () => codePointCount,
      }),
    ],
    cases: [
      ["length('a😀')", 2],
      ["length('')", 0],
    ],
  },
  simple({
    name: 'lower',
    doc: 'Small letters, character by character.',
    js: lower,
    sql: (t) => sql`lower(${t})`,
    cases: [["lower('İΣ')", 'iσ']],
  }),
  simple({
    name: 'upper',
    doc: 'Capital letters, character by character.',
    js: upper,
    sql: (t) => sql`upper(${t})`,
    cases: [["upper('ß')", 'ẞ']],
  }),
  simple({
    name: 'trim',
    doc: 'Removes white space at both ends.',
    js: (t) => trimEnd(trimStart(t)),
    sql: (t) => sql`trim(${t}, ${space})`,
    cases: [["trim('\\t a\\u00A0')", 'a']],
  }),
  simple({
    name: 'ltrim',
    doc: 'Removes white space at the start.',
    js: trimStart,
    sql: (t) => sql`ltrim(${t}, ${space})`,
    cases: [["ltrim('\\n a ')", 'a ']],
  }),
  simple({
    name: 'rtrim',
    doc: 'Removes white space at the end.',
    js: trimEnd,
    sql: (t) => sql`rtrim(${t}, ${space})`,
    cases: [["rtrim(' a\\u3000')", ' a']],
  }),
  simple({
    name: 'normalize_nfc',
    doc: 'Unicode normal form C: letters and marks written as one character where there is one.',
    js: (t) => t.normalize('NFC'),
    sql: (t) => sql`nfc_normalize(${t})`,
    cases: [["length(normalize_nfc('e\\u0301'))", 1]],
  }),
  simple({
    name: 'strip_accents',
    doc: 'Letters without accents and other marks.',
    js: stripAccents,
    sql: (t) => sql`strip_accents(${t})`,
    cases: [["strip_accents('Zürich É')", 'Zurich E']],
  }),
  simple({
    name: 'collapse_spaces',
    doc: 'Runs of white space become one space; none stays at the ends.',
    js: (t) => t.replace(/[\t\n\v\f\r ]+/g, ' ').replace(/^ | $/g, ''),
    sql: (t) => sql`trim(regexp_replace(${t}, '[\\t\\n\\x0b\\x0c\\r ]+', ' ', 'g'), ' ')`,
    cases: [["collapse_spaces(' a \\t\\n b ')", 'a b']],
  }),
  {
    name: 'concat',
    group: 'text',
    doc: 'Joins texts, also written a || b or a + b; null when one is null.',
    example: "concat(first, ' ', last)",
    overloads: [
      variadic({
        type: 'text',
        atLeast: 2,
        strict: true,
        returns: 'text',
        sql: joinAllSql,
        js: (...parts) => joinAll(parts as string[]), // strict: none is null
      }),
    ],
    cases: [
      ["concat('a', 'b', 'c')", 'abc'],
      ["'a' || null", null],
      ["length(repeat(repeat('😀', 999), 1000) || repeat('a', 1000))", 1_000_000],
      ["repeat(repeat('a', 1000), 1000) || 'b'", null],
    ],
  },
  {
    name: 'concat_ws',
    group: 'text',
    doc: 'Joins texts with the first argument between; null when one is null.',
    example: "concat_ws(', ', street, city)",
    overloads: [
      variadic({
        type: 'text',
        atLeast: 3,
        strict: true,
        returns: 'text',
        sql: (b, [first, ...rest]) => joinAllSql(b, interleave(rest, first as Sql)),
        js: (first, ...rest) => joinAll(interleave(rest as string[], first as string)), // strict: none is null
      }),
    ],
    cases: [["concat_ws('-', 'a', '', 'c')", 'a--c']],
  },
  {
    name: 'replace',
    group: 'text',
    doc: 'Replaces every occurrence of a text by another; an empty one is not looked for.',
    example: "replace(phone, ' ', '')",
    overloads: [
      strict({
        args: ['text', 'text', 'text'],
        returns: 'text',
        sql: (b, args) => replaceSql(b, args[0], args[1], args[2]),
        js: () => replaceText,
      }),
    ],
    cases: [
      ["replace('a.b.c', '.', '$1')", 'a$1b$1c'],
      ["replace('abc', '', '-')", 'abc'],
      ["length(replace(repeat(repeat('a', 1000), 1000), 'a', '😀'))", 1_000_000],
      ["replace(repeat(repeat('a', 1000), 1000), 'a', 'bb')", null],
    ],
  },
  {
    name: 'replace_any',
    group: 'text',
    doc: 'Replaces each of these characters by another one, or removes it.',
    example: "replace_any(phone, ' -/()')",
    overloads: [
      strict({
        args: ['text'],
        constants: [
          { ...separator, name: 'characters' },
          textConstant({
            name: 'by',
            kind: 'mark',
            what: 'one character, or empty',
            fallback: '',
            accepts: (value) => codePointCount(value) <= 1,
          }),
        ],
        returns: 'text',
        sql: (_, [t], [characters, by]) =>
          sql`translate(${t}, ${textSql(characters)}, ${textSql(by.repeat(codePointCount(characters)))})`,
        js: ([characters, by]) => {
          const wanted = new Set(characters);
          return (t) => Array.from(t, (character) => (wanted.has(character) ? by : character)).join('');
        },
      }),
    ],
    cases: [
      ["replace_any('+41 (44) 123', ' ()')", '+4144123'],
      ["replace_any('a😀b–c', '–😀', ' ')", 'a b c'],
    ],
  },
  test({
    name: 'contains',
    doc: 'True when the text holds the other; always true for an empty one.',
    js: (t, p) => t.includes(p),
    cases: [
      ["contains('abc', 'bc')", true],
      ["contains('abc', '')", true],
    ],
  }),
  test({
    name: 'starts_with',
    doc: 'True when the text begins with the other.',
    js: (t, p) => t.startsWith(p),
    cases: [["starts_with('abc', 'ab')", true]],
  }),
  test({
    name: 'ends_with',
    doc: 'True when the text ends with the other.',
    js: (t, p) => t.endsWith(p),
    cases: [["ends_with('abc', 'ab')", false]],
  }),
  {
    name: 'find',
    group: 'text',
    doc: 'Position of the first occurrence, from 1; 0 when there is none.',
    example: "find(email, '@')",
    overloads: [
      strict({
        args: ['text', 'text'],
        returns: 'integer',
        sql: (_, [t, p]) => sql`CAST(strpos(${t}, ${p}) AS DOUBLE)`,
        js: () => (t, p) => {
          const at = t.indexOf(p);
          return at <= 0 ? at + 1 : codePointCount(t.slice(0, at)) + 1;
        },
      }),
    ],
    cases: [
      ["find('😀b', 'b')", 2],
      ["find('abc', 'z')", 0],
      ["find('abc', '')", 1],
    ],
  },
  {
    name: 'similarity',
    group: 'text',
    doc: '1 for equal texts down to 0: 1 - edit distance / longer length. Null beyond 1,000 characters.',
    example: 'similarity(name, other_name)',
    overloads: [
      strict({
        args: ['text', 'text'],
        returns: 'number',
        sql: (b, [x, y]) => b.kernel('mr_similarity', x, y),
        js: () => similarity,
      }),
    ],
    cases: [
      ["similarity('kitten', 'kitten')", 1],
      ["similarity('abcd', 'abxd')", 0.75],
      ["similarity('', '')", 1],
    ],
  },
  {
    name: 'hash_bucket',
    group: 'text',
    doc: 'Spreads texts over buckets 0 … n-1, the same everywhere and always; a seed gives another spread.',
    example: 'hash_bucket(product, 64)',
    overloads: [
      strict({
        args: ['text'],
        constants: [
          whole({ name: 'buckets', low: 1, high: 1_048_576 }),
          textConstant({ name: 'seed', kind: 'seed', fallback: '' }),
        ],
        returns: 'integer',
        sql: (_, [t], [buckets, seed]) =>
          sql`CAST(CAST('0x' || substring(md5(${seed === '' ? t : sql`(${textSql(seed)} || ${t})`}), 1, 12) AS BIGINT) % ${buckets} AS DOUBLE)`,
        js:
          ([buckets, seed]) =>
          (t) =>
            md5First48(seed + t) % buckets,
      }),
    ],
    cases: [
      ["hash_bucket('', 1048576)", 0xd41d8cd98f00 % 1048576],
      ["hash_bucket('abc', 1000)", 0x900150983cd2 % 1000],
      ["hash_bucket('bc', 1000, 'a')", 0x900150983cd2 % 1000],
    ],
  },
];

function interleave<T>(items: readonly T[], between: T): T[] {
  return items.flatMap((item, i) => (i === 0 ? [item] : [between, item]));
}

function replaceText(text: string, search: string, by: string): string | null {
  if (search === '') return text;
  const parts = text.split(search);
  if (by.length <= search.length || text.length + (parts.length - 1) * by.length <= longest) return parts.join(by);
  const grown = codePointCount(by) - codePointCount(search);
  return codePointCount(text) + (parts.length - 1) * grown <= longest ? parts.join(by) : null;
}

function replaceSql(b: SqlBuilder, text: Sql, search: Sql, by: Sql): Sql {
  const [t, s, r] = [b.bind(text), b.bind(search), b.bind(by)];
  const hits = b.bind(
    sql`CASE WHEN length(${s}) > 0 THEN (length(${t}) - length(replace(${t}, ${s}, ${textSql('')}))) / length(${s}) ELSE 0e0 END`,
  );
  return sql`CASE WHEN length(${t}) + ${hits} * (length(${r}) - length(${s})) <= ${longest} THEN replace(${t}, ${s}, ${r}) END`;
}
