import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { type StepId, stepIdSchema } from '@millrace/pipeline-core/ids';
import { getContract } from '@millrace/pipeline-core/steps';
import { sourceFor } from '../drawing/find-source';
import { addAfter } from '../drawing/insert-step';
import type { EditorState } from '../store/editor-store';
import { bringIn, connectPorts } from './add-step';
import type { ActionContext } from './define-action';

/**
 * Adds a step behind the one whose last run made this model, and connects what it needs beside the model: the rows that the
 * model learned from. Where such a step is there already it is chosen; where none made the model, it says so.
 */
export function addBehindModel(context: ActionContext, o: { type: string; model: string }): void {
  const { store, effects } = context;
  const { document, stepRuns, select } = store.getState();
  const { title, inputs } = getContract(o.type);
  const trainer = makerOf(stepRuns, document, o.model);
  if (trainer === null) {
    const detail =
      'No step of the drawing hands on this model: a search hands on its best alone, and other steps may be gone since. Connect it by hand.';
    effects.notify({ title: `${title} was not added`, detail, tone: 'warning' });
    return;
  }
  const there = follower(document, trainer, o.type);
  if (there !== null) {
    select([there]);
    effects.view.reveal(there);
    const detail = 'It has not run with this model yet: run to here.';
    effects.notify({ title: `${title} is there already`, detail, tone: 'info' });
    return;
  }
  const insertion = addAfter({ document, type: o.type, after: trainer, newId: effects.newId });
  bringIn(context, insertion);
  const added = insertion.step.id;
  for (const port of Object.keys(inputs)) {
    const line = sourceFor(store.getState().document, { step: added, port });
    if (line !== null) connectPorts(context, { ...line.from, side: 'out' }, { ...line.to, side: 'in' }, `add ${added}`);
  }
  store.getState().endGesture();
}

/** The step of the drawing that made a model, or took it from the cache, in the shown runs. */
function makerOf(stepRuns: EditorState['stepRuns'], document: PipelineDocument, model: string): StepId | null {
  const found = Object.entries(stepRuns).find(
    ([step, { outputs }]) =>
      document.steps[step] !== undefined && Object.values(outputs).some(({ hash }) => hash === model),
  );
  return found === undefined ? null : stepIdSchema.parse(found[0]);
}

/** A step of this type that reads from another. */
function follower(document: PipelineDocument, step: StepId, type: string): StepId | null {
  const edge = Object.values(document.edges).find(
    ({ from, to }) => from.step === step && document.steps[to.step]?.type === type,
  );
  return edge?.to.step ?? null;
}
