import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { Lint, Place } from '../lint';
import { arriving } from '../lint';
import { changeSettings } from '../rewrites/small-rewrites';
import { targetTrace } from './features';

/** Classes are drawn evenly before the split, or from all its parts: the test is no longer what will come. */
export const balancedTestRows: LeakRule = {
  code: 'balanced-test-rows',
  title: 'Classes evened out in the test rows',
  find: (lint) =>
    lint.places.flatMap((place) => {
      const { step, contract, params } = place;
      const drawn = contract.rebalances?.(params) ?? null;
      if (drawn === null || !isTarget(lint, place, drawn.column)) return [];
      const message = `${stepTitle(step)} draws the classes of \`${drawn.column}\` evenly, from the rows set aside for the test as well: precision, accuracy and every probability would speak of a mix that never comes. Draw from all rows alike, and give classes weights in the trainer.`;
      return [
        {
          step: step.id,
          about: drawn.column,
          severity: 'warning' as const,
          message,
          rewrite: changeSettings(step.id, 'Draw from all rows alike', drawn.even),
        },
      ];
    }),
};

function isTarget(lint: Lint, { step, contract }: Place, column: string): boolean {
  const arrived = arriving(lint, step.id, Object.keys(contract.inputs)[0] ?? '');
  const trace = arrived?.trace.columns.get(column);
  if (arrived === null || trace === undefined) return false;
  const evaluated = arrived.table.split || lint.splits.some((split) => lint.below(step.id).has(split.step.id));
  if (!evaluated) return false;
  if (arrived.table.columns.some(({ name, role }) => name === column && role === 'target')) return true;
  return lint.trainers.some((trainer) => lint.below(step.id).has(trainer.step.id) && targetTrace(trainer) === trace);
}
