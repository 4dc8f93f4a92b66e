import { expect, it } from 'vitest';
import { inferSchemas } from './infer-schemas';
import { draw } from './leaks/corpus/draw';
import { evaluate, split, trees } from './leaks/corpus/drawings';
import { table } from './leaks/corpus/tables';
import { predictedTask } from './predicted-task';

function taskOf(columns: string[], params: object = {}) {
  const drawing = draw(
    { data: { table: table(2000, ...columns) }, split: split(), trees: [trees[0], params], evaluate },
    'data > split > trees > evaluate.model',
    'split > evaluate.rows',
  );
  const [step] = Object.values(drawing.document.steps).filter(({ type }) => type === 'evaluate');
  if (step === undefined) throw new Error('the drawing evaluates');
  return predictedTask({ document: drawing.document, schemas: inferSchemas(drawing) }, step.id);
}

it('tells numbers from classes by the target of the trainer', () => {
  expect(taskOf(['size', 'price number target'])).toBe('regression');
  expect(taskOf(['size', 'riders integer target 800'])).toBe('regression');
  expect(taskOf(['size', 'churn text target 2'])).toBe('binary');
  expect(taskOf(['size', 'price', 'churn text target 2'], { target: 'price' })).toBe('regression');
});

it('tells nothing where the values of a whole number are not counted, or nothing is predicted', () => {
  expect(taskOf(['size', 'riders integer target'])).toBeNull();
  expect(taskOf(['size', 'price'])).toBeNull();
});
