import type { PipelineDocument } from '../document/pipeline-document';
import { ancestors } from '../graph/ancestors';
import { graphOf } from '../graph/graph';
import type { StepId } from '../ids';
import type { PropagatedSchema } from '../schema/propagated';
import { findContract } from '../steps/catalog';
import { tableIn } from '../steps/infer';
import { targetColumn } from '../steps/target';
import { effectiveInputs } from './effective-inputs';
import type { StepInference } from './infer-schemas';

type Drawing = { document: PipelineDocument; schemas: ReadonlyMap<StepId, StepInference> };

/** The marked target that arrives at a step, and the step in which it was marked. */
export type TargetOrigin = { column: string; step: StepId };

/** Where the target that a step goes by was chosen; null where none arrives. */
export function targetOrigin(drawing: Drawing, id: StepId): TargetOrigin | null {
  const arriving = markedAt(drawing, id);
  return arriving === null ? null : { column: arriving.column, step: markerOf(drawing, arriving) };
}

/** The step before, back to the one that names the column or that the mark does not come into. */
function markerOf(drawing: Drawing, { step, column }: TargetOrigin): StepId {
  const before = markedAt(drawing, step);
  return before === null || targetOf(drawing, step) === column ? step : markerOf(drawing, before);
}

/** The target marked in a table at an input of a step, with the step the table comes from. */
function markedAt({ document, schemas }: Drawing, id: StepId): TargetOrigin | null {
  const step = document.steps[id];
  const resolved = step === undefined ? null : effectiveInputs(document, step);
  if (resolved === null || !resolved.ok) return null;
  const found = Object.entries(resolved.inputs).flatMap(([port, sources]) =>
    sources.flatMap((source, at) => {
      const column = markedIn(schemas.get(id)?.inputs[port]?.[at]);
      return column === null ? [] : [{ column, step: source.step }];
    }),
  );
  return found[0] ?? null;
}

function markedIn(schema: PropagatedSchema | undefined): string | null {
  const table = schema === undefined ? null : tableIn(schema);
  return table === null ? null : (targetColumn(table, '')?.name ?? null);
}

/** What a step that marks the target was told; null for other steps. */
function targetOf({ document }: Drawing, id: StepId): string | null {
  const step = document.steps[id];
  const param = step === undefined ? undefined : findContract(step.type)?.marksTarget;
  const value = step === undefined || param === undefined ? undefined : step.params[param];
  return typeof value === 'string' ? value : null;
}

/** The setting before a step in which the target is best chosen: nearest to the data, before anything is encoded. */
export function targetSetting({ document, schemas }: Drawing, id: StepId): { step: StepId; param: string } | null {
  const before = ancestors(graphOf(document), [id]);
  for (const other of schemas.keys()) {
    const step = document.steps[other];
    const param = step === undefined || step.disabled ? undefined : findContract(step.type)?.marksTarget;
    if (param !== undefined && other !== id && before.has(other)) return { step: other, param };
  }
  return null;
}
