import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { checkModelTests } from './check-model-tests';
import { expectedWords, failedTest, judgeModelTest } from './judge-model-test';
import { expectationSchema, modelTestWishSchema, mostTestRowBytes, rowsAsked } from './model-test';
import { expectableKinds, modelTestIssue, type TestedModel } from './model-test-issue';
import type { SignatureInput } from './signature';

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
    [{ kind: 'probability', class: 'yes', atLeast: 0.6 }, [answer('yes', { yes: 0.6 })], true, '60%'],
    [{ kind: 'probability', class: 'yes', atLeast: 0.6 }, [answer('yes', { yes: 0.59 })], false, '59%'],
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
      ...{ passed: false, answered: true },
      expected: 'raising age by 5 does not lower the answer',
      seen: '2, then 1',
    });
    expect(judgeModelTest(expected({ ...wish, answer: 'not-higher' }), [answer(1), answer(2)]).passed).toBe(false);
    const yes = expected({ ...wish, class: 'yes' });
    expect(judgeModelTest(yes, [answer('no', { yes: 0.4 }), answer('no', { yes: 0.3 })])).toMatchObject({
      ...{ passed: false, seen: '40%, then 30%' },
    });
    expect(judgeModelTest(rises, [answer(2)]).passed).toBe(false);
  });

  it('that are none pass no test', () => {
    expect(judgeModelTest(expected({ kind: 'class', class: 'yes' }), ['age is missing'])).toMatchObject({
      ...{ passed: false, answered: false, seen: 'no answer: age is missing' },
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

describe('a failed test', () => {
  const test = {
    id: 't',
    ...modelTestWishSchema.parse({ name: 'n', row: { a: 1 }, expected: { kind: 'class', class: 'yes' } }),
  };
  const subject = (said: string, of: object = {}) => {
    const asked = { ...test, ...of };
    return failedTest(asked, judgeModelTest(asked.expected, [said === '' ? 'took 503 ms' : answer(said)])).subject;
  };

  it('is the same failure where test and answer are', () => {
    expect(subject('no')).toBe(subject('no', { name: 'another name' }));
    const others = [{ id: 'u' }, { row: { a: 2 } }, { expected: expected({ kind: 'class', class: 'maybe' }) }];
    const ids = [subject('no'), subject('other'), ...others.map((of) => subject('no', of))];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('without an answer is the same whatever is said about that', () => {
    const later = failedTest(test, judgeModelTest(test.expected, ['took 641 ms']));
    expect(later.subject).toBe(subject(''));
  });
});

it('a test keeps rows of so many bytes', () => {
  const keeps = (bytes: number) => {
    const text = 'ü'.repeat((bytes - 8) / 2); // {"a":""} is 8 bytes, each letter two
    return modelTestWishSchema.safeParse({ name: 'n', row: { a: text }, expected: { kind: 'class', class: 'a' } });
  };
  expect(keeps(mostTestRowBytes).success).toBe(true);
  expect(keeps(mostTestRowBytes + 2).error?.issues).toMatchObject([
    { path: ['row'], message: 'The row is 65 KiB of JSON; a test keeps 64 KiB at most.' },
  ]);
});

it('a direction raises by more than nothing', () => {
  const wish = { kind: 'direction', field: 'age', by: 0, answer: 'not-lower' };
  expect(expectationSchema.safeParse(wish).error?.issues).toMatchObject([
    { path: ['by'], message: 'Raise the field by more than 0.' },
  ]);
});

describe('what cannot be a test of a model', () => {
  const input = (name: string, more: Partial<SignatureInput> = {}): SignatureInput => ({
    ...{ name, type: 'integer', required: false },
    ...more,
  });
  const model: TestedModel = { task: 'binary', inputs: [input('age')], classes: ['no', 'yes'] };
  const numbers = { task: 'regression', classes: undefined } as const;
  const yes = { kind: 'class', class: 'yes' };
  const issue = (wish: object, row = { age: 1 } as JsonObject, of: Partial<TestedModel> = {}) =>
    modelTestIssue({ row, expected: expected(wish) }, { ...model, ...of });

  it('is told with its place', () => {
    expect(issue(yes)).toBeNull();
    expect(issue(yes, { age: 1, more: 2 })).toBe('The model has no field more.');
    expect(issue(yes, {})).toContain('The row has no age');
    const lookup = { view: 'customers', feature: 'spend', key: ['id'] };
    expect(issue(yes, {}, { inputs: [input('spend', { lookup })] })).toContain('given by customers');
  });

  it.each<[string, JsonObject, Partial<SignatureInput>, string]>([
    ['another kind', { age: 'forty' }, {}, 'age is "forty", expected a whole number or null.'],
    ['no whole number', { age: 4.5 }, {}, 'age is 4.5, expected a whole number or null.'],
    ['null where there has to be a value', { age: null }, { required: true }, 'age is null, expected a whole number.'],
    [
      'a vector of another width',
      { age: [1, 2] },
      { type: 'vector', width: 3 },
      'age is a list of 2 numbers, expected a list of 3 numbers or null.',
    ],
  ])('%s in its row, as scoring refuses it', (_case, row, more, words) => {
    expect(issue(yes, row, { inputs: [input('age', more)] })).toBe(words);
  });

  it('takes a category that nobody has seen, as scoring does', () => {
    const city = input('city', { type: 'text', levels: ['Oslo'] });
    expect(issue(yes, { city: 'Rome' }, { inputs: [city] })).toBeNull();
  });

  it('names several, the unknown first', () => {
    const inputs = ['a', 'b', 'c'].map((name) => input(name));
    expect(issue(yes, { a: 'x', z: 1 }, { inputs })).toBe(
      'The model has no field z. a is "x", expected a whole number or null. The row has no b; null says that it is not known. There are 1 more.',
    );
  });

  it.each<[object, Partial<TestedModel>, string]>([
    [{ kind: 'class', class: 'maybe' }, {}, '“maybe” is no class of the model: it has no, yes.'],
    [{ kind: 'number', value: 1, tolerance: 0 }, {}, 'answers with classes'],
    [{ kind: 'direction', field: 'age', by: 1, answer: 'not-lower' }, {}, 'say of which one'],
    [yes, numbers, 'answers with a number, and has no classes'],
    [{ kind: 'probability', class: 'yes', atLeast: 0.5 }, numbers, 'has no classes'],
    [{ kind: 'direction', field: 'age', by: 1, answer: 'not-lower', class: 'yes' }, numbers, 'leave the class out'],
    [{ kind: 'probability', class: 'yes', atLeast: 0.5 }, { ...numbers, task: 'clustering' }, 'has no probabilities'],
    [{ kind: 'probability', class: 'yes', atLeast: 0.5 }, { classes: undefined }, 'has no probabilities'],
    [
      { kind: 'number', value: 1, tolerance: 0 },
      { ...numbers, task: 'ranking' },
      'items for each user, not with a number',
    ],
    [
      { kind: 'direction', field: 'age', by: 1, answer: 'not-lower' },
      { ...numbers, task: 'clustering' },
      'neither higher nor lower',
    ],
  ])('expects what its answers are: %j of %j', (wish, of, words) => {
    expect(issue(wish, { age: 1 }, of)).toContain(words);
  });

  it('raises a field to what the model takes', () => {
    const rises = { kind: 'direction', field: 'age', by: 1, answer: 'not-lower', class: 'yes' };
    expect(issue(rises)).toBeNull();
    expect(issue({ ...rises, field: 'other' })).toContain('no number in other');
    expect(issue(rises, { age: null })).toContain('no number in age');
    expect(issue({ ...rises, by: 0.5 })).toBe('Raising age by 0.5 gives 1.5, expected a whole number or null.');
    const wage = { inputs: [input('age', { type: 'number' })] };
    expect(issue({ ...rises, by: 1 }, { age: 1e300 }, wage)).toBe(
      'Raising age by 1 changes nothing: raise it by more.',
    );
  });

  it('has kinds for every task', () => {
    expect(expectableKinds({ task: 'forecast' })).toEqual(['number', 'direction']);
    expect(expectableKinds({ task: 'ranking' })).toEqual(['class']);
    expect(expectableKinds({ task: 'multiclass', classes: ['a'] })).toEqual(['class', 'probability', 'direction']);
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
    const one = { name: 'old ones stay', row: { age: 70, city: 'Oslo' }, expected: words, seen: '“no”', subject: 'a' };
    const [check] = checkModelTests({ saved: 2, asked: 2, failed: [one] });
    expect(check).toMatchObject({
      ...{ status: 'fail' },
      reason: '1 of 2 fail: old ones stay (age 70, city Oslo): expected the answer “yes”, got “no”.',
      subjects: [{ id: 'a', text: 'old ones stay (age 70, city Oslo): expected the answer “yes”, got “no”' }],
    });
    const many = Array.from({ length: 12 }, () => one);
    const [all] = checkModelTests({ saved: 12, asked: 12, failed: many });
    expect(all?.reason).toContain('And 2 more.');
    expect(all?.subjects).toHaveLength(12);
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
