import { oneOf, textConstant, whole } from '../constants';
import { type FunctionEntry, strict } from '../function-entry';
import { compilePattern, patternConstant, patternProblem } from '../pattern';
import { type Sql, type SqlBuilder, sql, textSql } from '../sql-builder';
import { codePointCount } from '../text-order';
import { limits } from '../types';

const flags = oneOf('flags', ['', 'i'], '');
const longestText = limits.patternTextCodePoints;

function shortEnough(text: string): boolean {
  return text.length <= longestText || codePointCount(text) <= longestText;
}

/** Null for texts the JavaScript matcher should not see. */
function guarded(b: SqlBuilder, text: Sql, result: (t: Sql) => Sql): Sql {
  const t = b.bind(text);
  return sql`CASE WHEN length(${t}) <= ${longestText} THEN ${result(t)} END`;
}

function re2(pattern: string, flag: string): Sql {
  return textSql(compilePattern(pattern, flag === 'i').re2);
}

function javascript(pattern: string, flag: string, global = false): RegExp {
  const { javascript: found } = compilePattern(pattern, flag === 'i');
  return global ? new RegExp(found.source, 'gu') : found;
}

const replacement = textConstant({
  name: 'replacement',
  kind: 'replacement',
  what: 'a text of at most 200 characters',
  accepts: (value) => codePointCount(value) <= 200,
});

export const patternFunctions: readonly FunctionEntry[] = [
  {
    name: 'matches',
    group: 'pattern',
    doc: "True when the pattern is found anywhere in the text; ^ and $ tie it to the ends, 'i' ignores the case of ASCII letters.",
    example: "matches(email, '^[^@]+@[^@]+$')",
    overloads: [
      strict({
        args: ['text'],
        constants: [patternConstant, flags],
        returns: 'boolean',
        check: ([pattern, flag]) => patternProblem({ pattern, flags: flag }),
        sql: (b, [text], [pattern, flag]) => guarded(b, text, (t) => sql`regexp_matches(${t}, ${re2(pattern, flag)})`),
        js: ([pattern, flag]) => {
          const found = javascript(pattern, flag);
          return (t) => (shortEnough(t) ? found.test(t) : null);
        },
      }),
    ],
    cases: [
      ["matches('a1', '\\\\d')", true],
      ["matches('INV-7', '^inv-', 'i')", true],
      ["matches('\\u212A\\u017F', '-|k|s', 'i')", false],
      ["matches('ab\\n', 'b$')", false],
      ["matches(repeat(repeat('a', 100), 50), 'a')", true],
      ["matches(repeat(repeat('a', 100), 51), 'a')", null],
      ["matches('.x', '\\\\.x$')", true],
    ],
  },
  {
    name: 'extract',
    group: 'pattern',
    doc: 'The part of the first match that a group caught (0: all of it); null when nothing matches.',
    example: "extract(order, 'INV-(\\\\d+)', 1)",
    overloads: [
      strict({
        args: ['text'],
        constants: [patternConstant, whole({ name: 'group', low: 0, high: 9, kind: 'group' }), flags],
        returns: 'text',
        check: ([pattern, group, flag]) => patternProblem({ pattern, flags: flag, group }),
        sql: (b, [text], [pattern, group, flag]) =>
          guarded(b, text, (t) => {
            const p = re2(pattern, flag);
            return sql`CASE WHEN regexp_matches(${t}, ${p}) THEN regexp_extract(${t}, ${p}, ${group}) END`;
          }),
        js: ([pattern, group, flag]) => {
          const search = javascript(pattern, flag);
          return (t) => {
            const found = shortEnough(t) ? search.exec(t) : null;
            return found === null ? null : (found[group] ?? '');
          };
        },
      }),
    ],
    cases: [
      ["extract('INV-42', 'INV-(\\\\d+)', 1)", '42'],
      ["extract('none', '\\\\d+', 0)", null],
      ["extract('b', '(a)?b', 1)", ''],
    ],
  },
  {
    name: 'replace_pattern',
    group: 'pattern',
    doc: 'Replaces every match by a text, taken literally.',
    example: "replace_pattern(phone, '[^0-9]', '')",
    overloads: [
      strict({
        args: ['text'],
        constants: [patternConstant, replacement, flags],
        returns: 'text',
        check: ([pattern, , flag]) => patternProblem({ pattern, flags: flag, notEmpty: true }),
        sql: (b, [text], [pattern, by, flag]) =>
          guarded(
            b,
            text,
            (t) => sql`regexp_replace(${t}, ${re2(pattern, flag)}, ${textSql(by.replaceAll('\\', '\\\\'))}, 'g')`,
          ),
        js: ([pattern, by, flag]) => {
          const search = javascript(pattern, flag, true);
          return (t) => (shortEnough(t) ? t.replace(search, () => by) : null);
        },
      }),
    ],
    cases: [
      ["replace_pattern('a1b22', '\\\\d+', '$1\\\\\\\\1')", 'a$1\\\\1b$1\\\\1'],
      ["replace_pattern('+41 79', '[^0-9]', '')", '4179'],
    ],
  },
  {
    name: 'count_pattern',
    group: 'pattern',
    doc: 'How many times the pattern matches, one after another.',
    example: "count_pattern(comment, '!')",
    overloads: [
      strict({
        args: ['text'],
        constants: [patternConstant, flags],
        returns: 'integer',
        check: ([pattern, flag]) => patternProblem({ pattern, flags: flag, notEmpty: true }),
        sql: (b, [text], [pattern, flag]) =>
          guarded(b, text, (t) => sql`CAST(len(regexp_extract_all(${t}, ${re2(pattern, flag)})) AS DOUBLE)`),
        js: ([pattern, flag]) => {
          const search = javascript(pattern, flag, true);
          return (t) => (shortEnough(t) ? (t.match(search)?.length ?? 0) : Number.NaN);
        },
      }),
    ],
    cases: [
      ["count_pattern('a1b22', '\\\\d')", 3],
      ["count_pattern('', 'x')", 0],
    ],
  },
];
