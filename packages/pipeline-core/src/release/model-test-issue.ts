import type { ModelTestWish } from './model-test';
import type { SignatureInput, Task } from './signature';
import { taskFacts } from './task-facts';

/** What a test is held against when it is saved: the newest release of the model. */
export type TestedModel = {
  task: Task;
  inputs: readonly Pick<SignatureInput, 'name' | 'lookup'>[];
  classes?: readonly string[] | undefined;
};

type Tested = Pick<ModelTestWish, 'row' | 'expected'>;

/** Why this cannot be a test of the model, or null: a slip is told when it is saved, not at the next deployment. */
export function modelTestIssue(test: Tested, model: TestedModel): string | null {
  return rowIssue(test, model) ?? classIssue(test, model) ?? directionIssue(test);
}

function rowIssue({ row }: Tested, { inputs }: TestedModel): string | null {
  const known = new Set(inputs.map(({ name }) => name));
  const extra = Object.keys(row).find((name) => !known.has(name));
  if (extra !== undefined) return `The model has no field ${extra}.`;
  const missing = inputs.find(({ name }) => !Object.hasOwn(row, name));
  if (missing === undefined) return null;
  const { name, lookup } = missing;
  return lookup === undefined
    ? `The row has no ${name}; null says that it is not known.`
    : `The row has no ${name}, which requests are given by ${lookup.view}: a test keeps the value, so that it always asks the same.`;
}

function classIssue({ expected }: Tested, { task, classes }: TestedModel): string | null {
  const { target } = taskFacts[task];
  const named = 'class' in expected ? expected.class : null;
  if (named === null)
    return target === 'classes' ? 'The model answers with classes: expect one of them, or a probability.' : null;
  if (target === 'number') return 'The model answers with a number, and has no classes.';
  if (classes === undefined)
    return target === 'classes' || expected.kind === 'class'
      ? null
      : 'The model has no probabilities: expect its answer.';
  return classes.includes(named) ? null : `“${named}” is no class of the model: it has ${classes.join(', ')}.`;
}

function directionIssue({ row, expected }: Tested): string | null {
  if (expected.kind !== 'direction' || typeof row[expected.field] === 'number') return null;
  return `The row has no number in ${expected.field} that could be raised.`;
}
