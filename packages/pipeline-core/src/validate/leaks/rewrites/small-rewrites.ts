import type { Operation } from '../../../document/operations';
import { edgeIdSchema, type StepId } from '../../../ids';
import type { JsonObject } from '../../../json';
import { edgesInto } from '../../effective-inputs';
import { stepTitle } from '../../step-title';
import type { Rewrite } from '../leak';
import type { Lint, Place } from '../lint';
import { insertOnLines, linesInto, type Wanted } from './insert-before';

/** Other settings of the step itself. */
export function changeSettings(step: StepId, title: string, params: JsonObject): Rewrite {
  return { title, operations: () => [{ op: 'set-params', step, params }] };
}

/** New steps on the line into a step's first input. */
export function addBefore(
  lint: Lint,
  o: { place: Place; title: string; steps: Wanted[]; after?: Operation[] },
): Rewrite {
  const { place, title, steps, after = [] } = o;
  const port = Object.keys(place.contract.inputs)[0] ?? '';
  return {
    title,
    operations(newId) {
      const lines = linesInto(lint.document, [{ step: place.step.id, port }]);
      return [...insertOnLines(lint.document, { lines, steps, newId }), ...after];
    },
  };
}

/** Takes a step with one table in and one out away; what came before it leads to what came behind. */
export function removeStep(lint: Lint, { step, contract }: Place): Rewrite | null {
  const out = Object.entries(contract.outputs).find(([, { type }]) => type.startsWith('as:'));
  if (out === undefined) return null;
  const [port, { type }] = out;
  return {
    title: `Remove ${stepTitle(step)}`,
    operations(newId) {
      const [into] = edgesInto(lint.document, step.id).filter(({ to }) => to.port === type.slice(3));
      const behind = Object.values(lint.document.edges).filter(
        ({ from }) => from.step === step.id && from.port === port,
      );
      const heal =
        into === undefined ? [] : behind.map(({ to }) => ({ id: edgeIdSchema.parse(newId()), from: into.from, to }));
      return [{ op: 'remove', steps: [step.id], heal }];
    },
  };
}
