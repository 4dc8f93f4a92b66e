import type { PipelineDocument, Step } from '../document/pipeline-document';
import { columnsOf } from '../expression/ast';
import { parseExpression } from '../expression/parse';
import { descendants } from '../graph/descendants';
import { graphOf } from '../graph/graph';
import type { StepId } from '../ids';
import { findContract } from '../steps/catalog';
import { tableIn } from '../steps/infer';
import { checkParams } from './check-params';
import type { StepInference } from './infer-schemas';
import type { Issue } from './issue';
import { stepTitle } from './step-title';

/**
 * Leaks that can be seen in the drawing:
 * 1. A step that learns constants stands before the split: it has seen the test rows.
 * 2. A formula of a feature reads the target.
 */
export function findLeaks(document: PipelineDocument, schemas: ReadonlyMap<StepId, StepInference>): Issue[] {
  const active = Object.values(document.steps).filter((step) => !step.disabled);
  return [
    ...active.flatMap((step) => fitsBeforeSplit(document, step)),
    ...active.flatMap((step) => readsTarget(step, schemas)),
  ];
}

function fitsBeforeSplit(document: PipelineDocument, step: Step): Issue[] {
  if (findContract(step.type)?.flags.fits !== true) return [];
  const below = descendants(graphOf(document), [step.id]);
  const split = [...below]
    .map((id) => document.steps[id])
    .find((other) => other !== undefined && !other.disabled && makesSplit(other));
  if (split === undefined) return [];
  const message = `${stepTitle(step)} learns from all rows, also from those ${stepTitle(split)} sets aside for the test: results would look better than they are. Move it behind ${stepTitle(split)}.`;
  return [{ code: 'fit-before-split', severity: 'warning', step: step.id, message }];
}

function makesSplit(step: Step): boolean {
  return Object.values(findContract(step.type)?.outputs ?? {}).some((port) => port.type === 'Split');
}

/** Formula parameters are found by their widget, so that no step type is named here. */
function readsTarget(step: Step, schemas: ReadonlyMap<StepId, StepInference>): Issue[] {
  const contract = findContract(step.type);
  const checked = checkParams(step);
  if (contract?.flags.rowWise !== true || contract.flags.keepsColumns === true || !checked.ok) return [];
  const inference = schemas.get(step.id);
  const table = tableIn(inference?.inputs.table?.[0] ?? { kind: 'opaque' });
  const target = table?.columns.find((column) => column.role === 'target')?.name;
  if (target === undefined) return [];
  return Object.keys(contract.params.shape).flatMap((param): Issue[] => {
    const value = checked.params[param];
    if (contract.params.shape[param]?.meta()?.widget !== 'formula' || typeof value !== 'string') return [];
    const parsed = parseExpression(value);
    if (!parsed.ok || !columnsOf(parsed.expression).includes(target) || makesTarget(inference, target)) return [];
    const message = `${stepTitle(step)}: the formula reads the target \`${target}\`. A model could learn the answer from it, and a request would not have it. Take the target out of the formula.`;
    return [{ code: 'target-in-feature', severity: 'error', step: step.id, param, message }];
  });
}

/** A formula that computes the target anew (a logarithm of it, say) may read it. */
function makesTarget(inference: StepInference | undefined, target: string): boolean {
  const before = tableIn(inference?.inputs.table?.[0] ?? { kind: 'opaque' });
  const after = tableIn(inference?.outputs.table ?? { kind: 'opaque' });
  return (
    before !== null &&
    after !== null &&
    before.columns.length === after.columns.length &&
    after.columns.some((column) => column.name === target)
  );
}
