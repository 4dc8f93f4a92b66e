import { assertNever } from '../exhaustive';
import type { JsonObject } from '../json';
import { type Expectation, type ModelTestWish, rowsAsked } from './model-test';
import type { SignatureInput, Task } from './signature';
import { taskFacts } from './task-facts';
import { createRowValidator, type FieldProblem } from './validate-row';

/** What a test is held against when it is saved: the newest release of the model. */
export type TestedModel = {
  task: Task;
  inputs: SignatureInput[];
  classes?: readonly string[] | undefined;
};

type Tested = Pick<ModelTestWish, 'row' | 'expected'>;
type Answers = Pick<TestedModel, 'task' | 'classes'>;

/**
 * Why this cannot be a test of the model, or null: a slip is told when it is saved, not at the next deployment. The row
 * is checked as scoring checks those of callers, and so is the second one of a direction.
 */
export function modelTestIssue(test: Tested, model: TestedModel): string | null {
  return rowIssue(test.row, model) ?? expectationIssue(test.expected, model) ?? raisedIssue(test, model);
}

/** What can be expected of the answers of a model, the most usual first. */
export function expectableKinds({ task, classes }: Answers): Expectation['kind'][] {
  // Probabilities are those of the classes that a release knows by name.
  if (classes !== undefined) return ['class', 'probability', 'direction'];
  switch (task) {
    case 'binary':
    case 'multiclass':
    case 'ranking': // its answer is the first item
      return ['class'];
    case 'regression':
    case 'forecast':
    case 'anomaly':
      return ['number', 'direction'];
    case 'clustering':
      return ['class', 'number'];
    default:
      return assertNever(task);
  }
}

const mostProblems = 3;

function rowIssue(row: JsonObject, { inputs }: TestedModel): string | null {
  const problems = createRowValidator({ inputs }).check(row, { index: 0, extras: 'refuse' });
  // A name that nobody knows is why another one is missing: it is said first.
  const ordered = [
    ...problems.filter(({ problem }) => problem === 'extra'),
    ...problems.filter(({ problem }) => problem !== 'extra'),
  ];
  const words = [...ordered.map(problemWords), ...inputs.flatMap((input) => unkeptLookup(row, input))];
  const more = words.length > mostProblems ? [`There are ${words.length - mostProblems} more.`] : [];
  return words.length === 0 ? null : [...words.slice(0, mostProblems), ...more].join(' ');
}

function problemWords({ field, problem, seen, expected }: FieldProblem): string {
  switch (problem) {
    case 'extra':
      return `The model has no field ${field}.`;
    case 'missing':
      return `The row has no ${field}; null says that it is not known.`;
    case 'mistyped':
    case 'required':
    case 'unscored':
      return `${field} is ${seen}, expected ${expected}.`;
    default:
      return assertNever(problem);
  }
}

/** Callers may leave out what is looked up; a test may not. */
function unkeptLookup(row: JsonObject, { name, lookup }: SignatureInput): string[] {
  if (lookup === undefined || Object.hasOwn(row, name)) return [];
  return [
    `The row has no ${name}, which requests are given by ${lookup.view}: a test keeps the value, so that it always asks the same.`,
  ];
}

function expectationIssue(expected: Expectation, model: Answers): string | null {
  const { classes } = model;
  if (!expectableKinds(model).includes(expected.kind)) return kindIssue(expected.kind, model);
  const named = 'class' in expected ? expected.class : null;
  if (classes === undefined)
    return expected.kind === 'direction' && named !== null
      ? 'The model answers with a number, and has no classes: leave the class out.'
      : null;
  if (named === null) return 'The model answers with classes: say of which one the probability is meant.';
  return classes.includes(named) ? null : `“${named}” is no class of the model: it has ${classes.join(', ')}.`;
}

function kindIssue(kind: Expectation['kind'], { task, classes }: Answers): string {
  if (kind === 'number')
    return classes === undefined
      ? `The model answers with ${taskFacts[task].label}, not with a number: expect its answer.`
      : 'The model answers with classes: expect one of them, or a probability.';
  if (kind === 'direction')
    return `The model answers with ${taskFacts[task].label}: its answer is neither higher nor lower than another.`;
  return taskFacts[task].target === 'number' || task === 'anomaly'
    ? 'The model answers with a number, and has no classes: expect a number, or a direction.'
    : 'The model has no probabilities: expect its answer.';
}

/** The second row of a direction has to be one that the model takes, and another one. */
function raisedIssue({ row, expected }: Tested, { inputs }: TestedModel): string | null {
  if (expected.kind !== 'direction') return null;
  const { field, by } = expected;
  const [, raised] = rowsAsked({ row, expected }) ?? [];
  if (raised === undefined) return `The row has no number in ${field} that could be raised.`;
  if (raised[field] === row[field]) return `Raising ${field} by ${by} changes nothing: raise it by more.`;
  const [problem] = createRowValidator({ inputs }).check(raised, { index: 0, extras: 'refuse' });
  if (problem === undefined) return null;
  return `Raising ${field} by ${by} gives ${problem.seen}, expected ${problem.expected}.`;
}
