import { describe, expect, it } from 'vitest';
import type { SignatureInput } from './signature';
import { createRowValidator } from './validate-row';

const input = (name: string, type: SignatureInput['type'], required = false): SignatureInput => ({
  name,
  type,
  required,
});
const validator = createRowValidator({
  inputs: [
    input('age', 'integer'),
    input('wage', 'number', true),
    input('city', 'text'),
    input('born', 'date'),
    input('seen', 'timestamp'),
  ],
});
const row = { age: 39, wage: 1.5, city: 'Oslo', born: '1987-02-28', seen: '2026-11-20T09:30:00Z' };
const check = (value: Parameters<typeof validator.check>[0], extras: 'refuse' | 'ignore' = 'refuse') =>
  validator.check(value, { index: 3, extras });

describe('row validator', () => {
  it('accepts a full row, and null for what may be missing', () => {
    expect(check(row)).toEqual([]);
    expect(check({ ...row, age: null, city: null, born: null, seen: null })).toEqual([]);
  });

  it('names all problems in one answer', () => {
    const { age: _age, ...rest } = row;
    const problems = check({ ...rest, wage: null, city: 7, extra: true });
    expect(problems.map(({ row: at, field, problem }) => [at, field, problem])).toEqual([
      [3, 'age', 'missing'],
      [3, 'wage', 'required'],
      [3, 'city', 'mistyped'],
      [3, 'extra', 'extra'],
    ]);
    expect(problems[2]).toMatchObject({ seen: '7', expected: 'text or null' });
  });

  it('asks for as many numbers as the vector of the model has', () => {
    const images = createRowValidator({ inputs: [{ ...input('image', 'vector'), width: 3 }] });
    const found = (image: number[] | null) => images.check({ image }, { index: 0, extras: 'refuse' });
    expect([found([1, 2, 3]), found(null)]).toEqual([[], []]);
    expect(found([1, 2])).toEqual([
      {
        row: 0,
        field: 'image',
        problem: 'mistyped',
        seen: 'a list of 2 numbers',
        expected: 'a list of 3 numbers or null',
      },
    ]);
  });

  it('ignores extra fields where the protocol says so', () => {
    expect(check({ ...row, extra: 1 }, 'ignore')).toEqual([]);
  });

  it.each([
    ['age', 39.5],
    ['age', '39'],
    ['age', 2 ** 53],
    ['wage', true],
    ['born', '1987-02-30'],
    ['born', '28.02.1987'],
    ['born', '0000-01-01'],
    ['seen', '2026-11-20T09:30:00'],
    ['seen', '2026-02-30T09:30:00Z'],
    ['seen', '0000-01-01T00:00:00Z'],
    ['wage', Number.POSITIVE_INFINITY],
  ])('refuses %s = %s', (field, value) => {
    expect(check({ ...row, [field]: value }).map((problem) => problem.field)).toEqual([field]);
  });

  it('does not take inherited properties for fields', () => {
    const odd = createRowValidator({ inputs: [input('toString', 'text')] });
    expect(odd.check({}, { index: 0, extras: 'refuse' })).toMatchObject([{ field: 'toString', problem: 'missing' }]);
  });
});
