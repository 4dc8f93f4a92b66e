import type { PipelineDocument, Step } from '../document/pipeline-document';
import type { EdgeId, StepId } from '../ids';
import { canonicalJson } from '../json';

export type StepChange = { id: StepId; before: Step; after: Step; what: ('type' | 'params' | 'title' | 'disabled')[] };

/** What differs between two drawings, for people: positions and notes do not count, moves are told apart. */
export type GraphDiff = {
  added: Step[];
  removed: Step[];
  changed: StepChange[];
  moved: StepId[];
  connected: EdgeId[];
  disconnected: EdgeId[];
};

/**
 * Compares two documents by id:
 * 1. Steps on one side only were added or removed.
 * 2. Steps on both sides changed when type, version, parameters, title or the disabled mark differ, and moved when the place does.
 * 3. Edges are compared by their ends, so an edge drawn anew between the same ports is no change.
 */
export function diffGraphs(before: PipelineDocument, after: PipelineDocument): GraphDiff {
  const diff: GraphDiff = { added: [], removed: [], changed: [], moved: [], connected: [], disconnected: [] };
  for (const step of Object.values(after.steps)) {
    const old = before.steps[step.id];
    if (old === undefined) {
      diff.added.push(step);
      continue;
    }
    const what = changesOf(old, step);
    if (what.length > 0) diff.changed.push({ id: step.id, before: old, after: step, what });
    if (old.position.x !== step.position.x || old.position.y !== step.position.y) diff.moved.push(step.id);
  }
  diff.removed = Object.values(before.steps).filter((step) => after.steps[step.id] === undefined);
  diff.connected = edgesWithout(after, before);
  diff.disconnected = edgesWithout(before, after);
  return diff;
}

function changesOf(before: Step, after: Step): StepChange['what'] {
  const what: StepChange['what'] = [];
  if (before.type !== after.type || before.version !== after.version) what.push('type');
  if (canonicalJson(before.params) !== canonicalJson(after.params)) what.push('params');
  if (before.title !== after.title) what.push('title');
  if (before.disabled !== after.disabled) what.push('disabled');
  return what;
}

function edgesWithout(document: PipelineDocument, other: PipelineDocument): EdgeId[] {
  const ends = new Set(Object.values(other.edges).map((edge) => canonicalJson([edge.from, edge.to])));
  return Object.values(document.edges)
    .filter((edge) => !ends.has(canonicalJson([edge.from, edge.to])))
    .map((edge) => edge.id);
}
