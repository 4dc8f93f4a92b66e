import { describe, expect, it } from 'vitest';
import { checkModelTests } from './check-model-tests';
import { expectedWords, judgeModelTest } from './judge-model-test';
import { expectationSchema, rowsAsked } from './model-test';
import { modelTestIssue } from './model-test-issue';

const expected = (value: unknown) => expectationSchema.parse(value);
const answer = (prediction: string | number | null, probabilities?: Record<string, number>) => ({
  prediction,
  ...(probabilities === undefined ? {} : { probabilities }),
});

describe('the answers to a test', () => {
  it.each([
    [{ kind: 'class', class: 'yes' }, [answer('yes')], true, '“yes”'],
    [{ kind: 'class', class: 'yes' }, [answer('no')], false, '“no”'],
    [{ kind: 'class', class: '3' }, [answer(3)], true, '3'],
    [{ kind: 'class', class: 'yes' }, [answer(null)], false, 'no answer'],
    [{ kind: 'number', value: 10, tolerance: 0.5 }, [answer(10.5)], true, '10.5'],
    [{ kind: 'number', value: 10, tolerance: 0.5 }, [answer(10.6)], false, '10.6'],
    [{ kind: 'number', value: 10, tolerance: 0.5 }, [answer(Number.NaN)], false, 'NaN'],
    [{ kind: 'probability', class: 'yes', atLeast: 0.6 }, [answer('yes', { yes: 0.6 })], true, '60 %'],
    [{ kind: 'probability', class: 'yes', atLeast: 0.6 }, [answer('yes', { yes: 0.59 })], false, '59 %'],
    [
      { kind: 'probability', class: 'gone', atLeast: 0 },
      [answer('yes', { yes: 1 })],
      false,
      'no probability of “gone”',
    ],
  ])('%j', (wish, answers, passed, seen) => {
    expect(judgeModelTest(expected(wish), answers)).toMatchObject({ passed, seen });
  });

  it('of a direction are two, and the second may not go the other way', () => {
    const wish = { kind: 'direction', field: 'age', by: 5, answer: 'not-lower' };
    const rises = expected(wish);
    expect(judgeModelTest(rises, [answer(1), answer(2)]).passed).toBe(true);
    expect(judgeModelTest(rises, [answer(1), answer(1)]).passed).toBe(true);
    expect(judgeModelTest(rises, [answer(2), answer(1)])).toEqual({
      passed: false,
      expected: 'raising age by 5 does not lower the answer',
      seen: '2, then 1',
    });
    expect(judgeModelTest(expected({ ...wish, answer: 'not-higher' }), [answer(1), answer(2)]).passed).toBe(false);
    const yes = expected({ ...wish, class: 'yes' });
    expect(judgeModelTest(yes, [answer('no', { yes: 0.4 }), answer('no', { yes: 0.3 })])).toMatchObject({
      ...{ passed: false, seen: '40 %, then 30 %' },
    });
    expect(judgeModelTest(rises, [answer(2)]).passed).toBe(false);
  });

  it('that are none pass no test', () => {
    expect(judgeModelTest(expected({ kind: 'class', class: 'yes' }), ['age is missing'])).toMatchObject({
      ...{ passed: false, seen: 'no answer: age is missing' },
    });
    expect(judgeModelTest(expected({ kind: 'class', class: 'yes' }), []).passed).toBe(false);
  });
});

it('a direction asks with the field raised, and cannot where there is no number', () => {
  const rises = expected({ kind: 'direction', field: 'age', by: 5, answer: 'not-lower' });
  expect(rowsAsked({ row: { age: 40, city: 'Oslo' }, expected: rises })).toEqual([
    { age: 40, city: 'Oslo' },
    { age: 45, city: 'Oslo' },
  ]);
  expect(rowsAsked({ row: { age: null }, expected: rises })).toBeNull();
});

describe('what cannot be a test of a model', () => {
  const model = { task: 'binary', inputs: [{ name: 'age' }], classes: ['no', 'yes'] } as const;
  const issue = (wish: object, row = { age: 1 } as Record<string, number>, of: object = {}) =>
    modelTestIssue({ row, expected: expected(wish) }, { ...model, ...of });

  it('is told with its place', () => {
    expect(issue({ kind: 'class', class: 'yes' })).toBeNull();
    expect(issue({ kind: 'class', class: 'maybe' })).toContain('it has no, yes');
    expect(issue({ kind: 'number', value: 1, tolerance: 0 })).toContain('answers with classes');
    expect(issue({ kind: 'class', class: 'yes' }, { age: 1, more: 2 })).toBe('The model has no field more.');
    expect(issue({ kind: 'class', class: 'yes' }, {})).toContain('The row has no age');
    const rises = { kind: 'direction', field: 'other', by: 1, answer: 'not-lower', class: 'yes' };
    expect(issue(rises)).toContain('no number in other');
    expect(issue({ kind: 'class', class: 'yes' }, { age: 1 }, { task: 'regression', classes: undefined })).toContain(
      'answers with a number',
    );
    const looked = { inputs: [{ name: 'spend', lookup: { view: 'customers', feature: 'spend', key: ['id'] } }] };
    expect(issue({ kind: 'class', class: 'yes' }, {}, looked)).toContain('given by customers');
  });
});

describe('the check before a release goes live', () => {
  it('is none where nobody has saved a test, and not run before the release is loaded', () => {
    expect(checkModelTests(null)).toEqual([]);
    expect(checkModelTests({ saved: 0, asked: 0, failed: [] })).toEqual([]);
    expect(checkModelTests({ saved: 3, asked: 0, failed: null })).toMatchObject([
      { status: 'not-run', reason: 'Checked while it deploys: all 3 saved tests.' },
    ]);
  });

  it('names every test that fails, its row, what is expected and what was seen', () => {
    expect(checkModelTests({ saved: 2, asked: 2, failed: [] })).toMatchObject([
      { status: 'pass', measured: '2 tests' },
    ]);
    const words = expectedWords(expected({ kind: 'class', class: 'yes' }));
    const one = { name: 'old ones stay', row: { age: 70, city: 'Oslo' }, expected: words, seen: '“no”' };
    const [check] = checkModelTests({ saved: 2, asked: 2, failed: [one] });
    expect(check).toMatchObject({
      ...{ status: 'fail' },
      reason: '1 of 2 fail: old ones stay (age 70, city Oslo): expected the answer “yes”, got “no”.',
    });
    const many = Array.from({ length: 12 }, () => one);
    expect(checkModelTests({ saved: 12, asked: 12, failed: many })[0]?.reason).toContain('And 2 more.');
  });

  it('is a warning where there was no time to ask them all', () => {
    expect(checkModelTests({ saved: 9, asked: 4, failed: [] })).toMatchObject([
      {
        status: 'warn',
        measured: '4 of 9 tests',
        reason: 'There was time to ask 4 of 9; every answer is as expected.',
      },
    ]);
  });
});
