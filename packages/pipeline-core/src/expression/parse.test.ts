import { describe, expect, it } from 'vitest';
import { checkExpression } from './check-types';
import { explainExpression } from './explain';
import { parseExpression } from './parse';
import type { ExpressionErrorCode } from './types';

function canonical(formula: string): string {
  const result = parseExpression(formula);
  if (!result.ok) throw new Error(`${formula}: ${result.error.message}`);
  return explainExpression(result.expression);
}

describe('what other languages write', () => {
  const mistakeOf = (formula: string) => {
    const result = parseExpression(formula);
    return result.ok ? '' : `${result.error.message} ${result.error.hint}`;
  };

  it('says of two bars between conditions that they join texts', () => {
    expect(mistakeOf('a > 1 || b > 2')).toContain('Between conditions write a or b');
    const read = parseExpression('(a > 1) || (b > 2)');
    const columns = ['a', 'b'].map((name) => ({ name, type: 'number' as const }));
    const checked = read.ok ? checkExpression(read.expression, columns, read.spans) : null;
    expect(JSON.stringify(checked)).toContain('Between conditions write a or b');
  });

  it.each([
    ['if hr >= 7 and hr <= 9 then 1 else 0', 'Write if(condition, then, else), or case when'],
    ['hr >= 7 then 1 else 0', 'Write if(condition, then, else), or case when'],
    ['a > 1 && b > 2', '&& is not how “and” is written here. Write a and b.'],
    ['a > 1 | b > 2', '| is not how “or” is written here. Write a or b.'],
    ['!a', '! is not how “not” is written here. Write not a'],
    ['a > 1 ? 2 : 3', 'Write if(condition, then, else).'],
  ])('%s: says how it is written here', (formula, told) => {
    expect(mistakeOf(formula)).toContain(told);
  });
});

describe('parseExpression', () => {
  it.each([
    ['-2^2', '-2 ^ 2'],
    ['-x % 3', '-x % 3'],
    ['(-x) % 3', '-x % 3'],
    ['-(x % 3)', '-(x % 3)'],
    ['a ?? b > 3', 'a ?? b > 3'],
    ['a ?? (b > 3)', 'a ?? (b > 3)'],
    ['x between 1+1 and 3 and y', 'x between 1 + 1 and 3 and y'],
    ['2^3^2', '2 ^ 3 ^ 2'],
    ['(2^3)^2', '(2 ^ 3) ^ 2'],
    ['(-2)^2', '(-2) ^ 2'],
    ['2**-1', '2 ^ -1'],
    ['a - (b - c)', 'a - (b - c)'],
    ['(a - b) - c', 'a - b - c'],
    ['not a = b', 'not a = b'],
    ['(not a) = b', '(not a) = b'],
    ['not (a and b) or c', 'not (a and b) or c'],
    ['x NOT IN (1, 2)', 'x not in (1, 2)'],
    ['not x in (1, 2)', 'x not in (1, 2)'],
    ['x IS NOT NULL', 'x is not null'],
    ["a || 'b' + c", "a || 'b' + c"],
    ['tags[-1]', 'tags[-1]'],
    ['split(t, "a")[1]', "split(t, 'a')[1]"],
    ['CASE WHEN a THEN 1 ELSE 2 END', 'case when a then 1 else 2 end'],
    ["lookup(city, {'Bern': 0.31, '__proto__': -0.2}, 0.1)", "lookup(city, {'Bern': 0.31, '__proto__': -0.2}, 0.1)"],
    ['(`Total Charges` / nullif(tenure, 0)) ?? 0', '`Total Charges` / nullif(tenure, 0) ?? 0'],
    ['`a``b` + 1 # a comment', '`a``b` + 1'],
    ["date '2024-01-31' + date", "date '2024-01-31' + date"],
    ["timestamp '2024-01-31T12:00:00+02:00'", "timestamp '2024-01-31T10:00:00.000Z'"],
    ['\'it\'\'s\' + "a""b\\n\\u{1F600}"', "'it''s' + 'a\"b\\n😀'"],
    ['1. + .5 + 1e3', '1.0 + 0.5 + 1000.0'],
    ['--x', '--x'],
    ['-0', '0'],
  ])('reads %s', (formula, expected) => {
    expect(canonical(formula)).toBe(expected);
    expect(canonical(expected)).toBe(expected);
  });

  it('groups as the table of precedence says', () => {
    const result = parseExpression('-2 ^ 2 + 1 = a ?? b and not c');
    expect(result.ok && result.expression.root).toEqual({
      k: 'call',
      fn: 'and',
      args: [
        {
          k: 'call',
          fn: 'eq',
          args: [
            {
              k: 'call',
              fn: 'add',
              args: [
                {
                  k: 'call',
                  fn: 'neg',
                  args: [
                    {
                      k: 'call',
                      fn: 'pow',
                      args: [
                        { k: 'num', v: 2, int: true },
                        { k: 'num', v: 2, int: true },
                      ],
                    },
                  ],
                },
                { k: 'num', v: 1, int: true },
              ],
            },
            {
              k: 'call',
              fn: 'coalesce',
              args: [
                { k: 'col', name: 'a' },
                { k: 'col', name: 'b' },
              ],
            },
          ],
        },
        { k: 'call', fn: 'not', args: [{ k: 'col', name: 'c' }] },
      ],
    });
  });

  it.each<[string, ExpressionErrorCode, number, number]>([
    ['a ; b', 'unexpected-character', 2, 3],
    ["'abc", 'unterminated-text', 0, 4],
    ['`abc', 'unterminated-name', 0, 4],
    ['``', 'unterminated-name', 0, 2],
    ["'\\q'", 'bad-escape', 1, 3],
    ["'\\u0000'", 'bad-escape', 1, 7],
    ["'\\uD800'", 'bad-escape', 1, 7],
    ['12abc', 'bad-number', 0, 5],
    ['1.2.3', 'bad-number', 0, 3],
    ['1e999', 'bad-number', 0, 5],
    ['a +', 'expected', 3, 3],
    ['(a', 'expected', 2, 2],
    ['a b', 'expected', 2, 3],
    ['case 1 end', 'expected', 5, 6],
    ['a < b < c', 'chained', 6, 7],
    ['a = b in (1)', 'chained', 6, 8],
    [`${'('.repeat(100)}1`, 'too-deep', 64, 65],
    [`1${' '.repeat(10_000)}`, 'too-large', 10_000, 10_001],
    ["date '2024-02-30'", 'bad-format', 0, 17],
  ])('refuses %s', (formula, code, from, to) => {
    const result = parseExpression(formula);
    expect(result).toMatchObject({ ok: false, error: { code, from, to } });
    expect(!result.ok && result.error.hint.length).toBeGreaterThan(10);
  });

  it('keeps the place of every node beside the expression', () => {
    const result = parseExpression('round(a + b, 2)');
    if (!result.ok || result.expression.root.k !== 'call') throw new Error('not read');
    const [sum] = result.expression.root.args;
    expect(sum && result.spans.get(sum)).toEqual({ from: 6, to: 11 });
    expect(JSON.stringify(result.expression)).not.toContain('from');
  });
});
