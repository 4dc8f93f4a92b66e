import { assertNever } from '../exhaustive';
import { canonicalJson, type JsonObject } from '../json';
import { percentText } from '../percent';
import { sha256 } from '../sha256';
import type { Expectation, ModelTestWish } from './model-test';

/** What a release says to a row, as far as a test looks at it. */
export type JudgedAnswer = {
  prediction: string | number | boolean | null;
  probabilities?: Readonly<Record<string, number>> | undefined;
};

/** What became of one test: `expected` and `seen` in words; `answered` false: the release had no answer. */
export type TestOutcome = { passed: boolean; answered: boolean; expected: string; seen: string };

/** A test that a release does not pass. */
export type FailedTest = {
  name: string;
  row: JsonObject;
  expected: string;
  seen: string;
  /** Of this failure: another answer, another row or another expectation makes another one. */
  subject: string;
  /** What answers today, by name, where it does not pass it either. */
  alsoFailedBy?: string;
};

/** What is told of a test that was not passed. Why there was no answer may be said in other words each time. */
export function failedTest(
  { id, name, row, expected }: ModelTestWish & { id: string },
  outcome: Omit<TestOutcome, 'passed'>,
): FailedTest {
  const { answered, seen } = outcome;
  const facts = canonicalJson([row, expected, answered ? seen : null]);
  return { name, row, expected: outcome.expected, seen, subject: `${id} ${sha256(facts).slice(0, 16)}` };
}

const none = { passed: false, answered: false };

/** Less than this is rounding: a model with the same answer to both rows has not turned round. */
const rounding = 1e-9;

/**
 * Whether the answers to the rows of a test (`rowsAsked`) are as expected. A text is why there was no answer, which no
 * test passes.
 */
export function judgeModelTest(expected: Expectation, answers: readonly (JudgedAnswer | string)[]): TestOutcome {
  const words = expectedWords(expected);
  const refusal = answers.find((answer) => typeof answer === 'string');
  if (refusal !== undefined) return { ...none, expected: words, seen: `no answer: ${refusal}` };
  const said = answers.filter((answer) => typeof answer !== 'string');
  const [first, second] = said;
  if (first === undefined) return { ...none, expected: words, seen: 'no answer' };
  return { expected: words, answered: true, ...judge(expected, first, second) };
}

function judge(
  expected: Expectation,
  first: JudgedAnswer,
  second: JudgedAnswer | undefined,
): Pick<TestOutcome, 'passed' | 'seen'> {
  switch (expected.kind) {
    case 'class':
      return { passed: String(first.prediction) === expected.class, seen: answerWords(first) };
    case 'number': {
      const value = numberOf(first, null);
      const passed = value !== null && Math.abs(value - expected.value) <= expected.tolerance + rounding;
      return { passed, seen: value === null ? answerWords(first) : digits(value) };
    }
    case 'probability': {
      const share = numberOf(first, expected.class);
      const passed = share !== null && share >= expected.atLeast - rounding;
      return { passed, seen: share === null ? `no probability of “${expected.class}”` : percent(share) };
    }
    case 'direction':
      return judgeDirection(expected, first, second);
    default:
      return assertNever(expected);
  }
}

function judgeDirection(
  { answer, class: of }: Extract<Expectation, { kind: 'direction' }>,
  first: JudgedAnswer,
  second: JudgedAnswer | undefined,
): Pick<TestOutcome, 'passed' | 'seen'> {
  const before = numberOf(first, of);
  const after = second === undefined ? null : numberOf(second, of);
  const show = of === null ? digits : percent;
  if (before === null || after === null)
    return { passed: false, seen: of === null ? 'no number' : `no probability of “${of}”` };
  const moved = answer === 'not-lower' ? after - before : before - after;
  return { passed: moved >= -rounding, seen: `${show(before)}, then ${show(after)}` };
}

/** The number of an answer, or the probability of a class; null where it has none. */
function numberOf({ prediction, probabilities }: JudgedAnswer, of: string | null): number | null {
  const value = of === null ? prediction : probabilities?.[of];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** What is expected, after "expected": "the answer “yes”", "raising age by 5 does not lower the probability of “yes”". */
export function expectedWords(expected: Expectation): string {
  switch (expected.kind) {
    case 'class':
      return `the answer “${expected.class}”`;
    case 'number':
      return expected.tolerance === 0
        ? digits(expected.value)
        : `${digits(expected.value)}, to within ${digits(expected.tolerance)}`;
    case 'probability':
      return `a probability of “${expected.class}” of at least ${percent(expected.atLeast)}`;
    case 'direction': {
      const what = expected.class === null ? 'the answer' : `the probability of “${expected.class}”`;
      const verb = expected.answer === 'not-lower' ? 'lower' : 'raise';
      return `raising ${expected.field} by ${digits(expected.by)} does not ${verb} ${what}`;
    }
    default:
      return assertNever(expected);
  }
}

function answerWords({ prediction }: JudgedAnswer): string {
  if (prediction === null) return 'no answer';
  return typeof prediction === 'number' ? digits(prediction) : `“${prediction}”`;
}

/** As many digits as tell two answers apart that matter. */
function digits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function percent(share: number): string {
  return percentText(Number((share * 100).toPrecision(6)), 6);
}
