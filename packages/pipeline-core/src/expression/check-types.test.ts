import { describe, expect, it } from 'vitest';
import { expressionSchema, resolveConstants } from './ast';
import { checkExpression } from './check-types';
import { parseExpression } from './parse';
import type { ExpressionColumn, ExpressionErrorCode } from './types';

const columns: ExpressionColumn[] = [
  { name: 'age', type: 'integer' },
  { name: 'price', type: 'number' },
  { name: 'city', type: 'text' },
  { name: 'born', type: 'date' },
  { name: 'at', type: 'timestamp' },
  { name: 'tags', type: 'list' },
  { name: 'v', type: 'vector' },
  { name: 'ok', type: 'boolean' },
];

function check(formula: string) {
  const parsed = parseExpression(formula);
  if (!parsed.ok) throw new Error(`${formula}: ${parsed.error.message}`);
  return checkExpression(parsed.expression, columns, parsed.spans);
}

describe('checkExpression', () => {
  it.each([
    ['age + 1', 'integer'],
    ['age + 1.5', 'number'],
    ['age / 2', 'number'],
    ['born + 30', 'date'],
    ['born - born', 'integer'],
    ['at - at', 'number'],
    ["city + '!'", 'text'],
    ['if(ok, age, price)', 'number'],
    ['case when ok then 1 when age > 3 then 2.5 end', 'number'],
    ['case when ok then null else city end', 'text'],
    ['null', 'text'],
    ['price ?? null', 'number'],
    ["lookup(city, {'a': 1, 'b': 2}, 0)", 'integer'],
    ["lookup(city, {'a': 1, 'b': 2}, 0.5)", 'number'],
    ["lookup(age, {'1': 'one'}, null)", 'text'],
    ['clip(age, 0, 10)', 'integer'],
    ['clip(age, 0, 9.5)', 'number'],
    ['words(city)[1]', 'text'],
    ["['a', 'b']", 'list'],
    ['dot(v, [1, 2])', 'number'],
    ["trunc(at, 'month')", 'timestamp'],
  ])('%s is %s', (formula, type) => {
    expect(check(formula)).toEqual({ ok: true, type });
  });

  it.each<[string, ExpressionErrorCode, number, number]>([
    ['agee + 1', 'unknown-column', 0, 4],
    ['rond(price)', 'unknown-function', 0, 11],
    ['round()', 'argument-count', 0, 7],
    ['round(city)', 'argument-type', 6, 10],
    ['age + city', 'argument-type', 6, 10],
    ['if(ok, age, city)', 'branch-types', 12, 16],
    ['case when age then 1 end', 'argument-type', 10, 13],
    ["case when ok then 1 else 'a' end", 'branch-types', 0, 32],
    ['round(price, age)', 'constant-needed', 13, 16],
    ['round(price, 99)', 'constant-needed', 13, 15],
    ["matches(city, '(a')", 'bad-pattern', 14, 18],
    ["matches(city, 'a*a*b')", 'bad-pattern', 14, 21],
    ["parse_date(city, '%Q')", 'bad-format', 17, 21],
    ['bin(age, [2, 1])', 'bad-edges', 9, 15],
    ["lookup(city, {'a': 1, 'a': 2}, 0)", 'duplicate-key', 13, 29],
    ['tags = tags', 'argument-type', 0, 4],
    ["{'a': 1} = 1", 'argument-type', 0, 8],
    ['[1, age]', 'constant-needed', 0, 8],
  ])('refuses %s', (formula, code, from, to) => {
    expect(check(formula)).toMatchObject({ ok: false, errors: [{ code, from, to }] });
  });

  it('reports every mistake, with the nearest names', () => {
    const result = check('rond(agee) + lenth(citi)');
    expect(result.ok ? [] : result.errors.map((error) => error.code)).toEqual(['unknown-function', 'unknown-function']);
    expect(result.ok ? '' : result.errors[0]?.hint).toContain('round');
    const columnsWrong = check('Age + Price');
    expect(columnsWrong.ok ? [] : columnsWrong.errors.map((error) => error.hint)).toEqual([
      'Did you mean “age”?',
      'Did you mean “price”?',
    ]);
  });

  it('says what to do about a wrong type', () => {
    const result = check('round(city)');
    expect(result.ok ? '' : result.errors[0]?.message).toBe(
      '`round` wants a whole number or a number, “city” is a text.',
    );
    expect(result.ok ? '' : result.errors[0]?.hint).toBe('Wrap it in to_number(…).');
  });

  it('names the sign and the column where a sign does not take a type', () => {
    const messageOf = (formula: string) => {
      const result = check(formula);
      return result.ok ? '' : result.errors[0]?.message;
    };
    expect(messageOf('price / city')).toBe('`/` wants a number, “city” is a text.');
    expect(messageOf('price / lower(city)')).toContain('this is a text');
  });

  it('refuses expressions nested deeper than the limit', () => {
    const formula = Array.from({ length: 80 }, () => 'price').join(' + ');
    expect(check(formula)).toMatchObject({ ok: false, errors: [{ code: 'too-deep' }] });
  });

  it('reads stored constants once they are put back', () => {
    const expression = expressionSchema.parse({
      v: 1,
      root: {
        k: 'call',
        fn: 'lookup',
        args: [
          { k: 'col', name: 'city' },
          { k: 'const', id: 'sha256:1' },
          { k: 'num', v: 0, int: true },
        ],
      },
    });
    expect(checkExpression(expression, columns)).toMatchObject({ ok: false, errors: [{ code: 'constant-needed' }] });
    const map = {
      k: 'map' as const,
      items: [['Bern', { k: 'num' as const, v: 1, int: true }] as [string, { k: 'num'; v: number; int: boolean }]],
    };
    const whole = resolveConstants(expression, new Map([['sha256:1', map]]));
    expect(checkExpression(whole, columns)).toEqual({ ok: true, type: 'integer' });
  });
});
