import { detectTask } from '../document/detect-task';
import type { PipelineDocument } from '../document/pipeline-document';
import type { StepId } from '../ids';
import type { Task } from '../release/signature';
import { findContract } from '../steps/catalog';
import { tableIn } from '../steps/infer';
import { targetColumn } from '../steps/target';
import { effectiveInputs } from './effective-inputs';
import type { StepInference } from './infer-schemas';

/**
 * What the model that arrives at a step predicts, as far as the drawing tells: by the target of the first trainer that
 * leads to it. Null where there is none, or where its target is not known well enough.
 */
export function predictedTask(
  drawing: { document: PipelineDocument; schemas: ReadonlyMap<StepId, StepInference> },
  id: StepId,
): Task | null {
  const { document, schemas } = drawing;
  const step = document.steps[id];
  const resolved = step === undefined ? null : effectiveInputs(document, step);
  const inputs = findContract(step?.type ?? '')?.inputs ?? {};
  if (resolved === null || !resolved.ok) return null;
  const models = Object.entries(resolved.inputs).flatMap(([port, sources]) =>
    inputs[port]?.type === 'Model' ? sources : [],
  );
  const trainer = document.steps[models[0]?.step ?? ''];
  const arrived = trainer === undefined ? [] : Object.values(schemas.get(trainer.id)?.inputs ?? {}).flat();
  const table = arrived.map(tableIn).find((candidate) => candidate !== null);
  const named = typeof trainer?.params.target === 'string' ? trainer.params.target : '';
  const target = table === undefined || table === null ? null : targetColumn(table, named);
  if (table === undefined || table === null || target === null) return null;
  const { type, distinct } = target;
  // Of a number with a point few have only two values; whole numbers may be classes until they are counted.
  if (distinct === undefined) return type === 'number' ? 'regression' : null;
  return detectTask({ type, distinct, rows: table.rows ?? distinct });
}
