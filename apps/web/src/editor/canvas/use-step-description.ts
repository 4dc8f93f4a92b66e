'use client';

import { findContract } from '@millrace/pipeline-core/steps';
import { edgesInto, stepTitle } from '@millrace/pipeline-core/validate';
import { stepNumbers } from '../drawing/step-view';
import type { EditorState } from '../store/editor-store';
import { useEditor } from '../use-editor';

/** What a screen reader adds to the name of the step in focus: its place, where its inputs come from, what it makes. */
export function useStepDescription(id: string): string | undefined {
  return useEditor((state) => (state.focused === id ? describe(state, id) : undefined));
}

function describe(state: EditorState, id: string): string {
  const step = state.document.steps[id];
  const contract = step === undefined ? undefined : findContract(step.type);
  if (step === undefined || contract === undefined) return '';
  const count = Object.keys(state.document.steps).length;
  const inputs = edgesInto(state.document, step.id).map((edge) => {
    const source = state.document.steps[edge.from.step];
    return `${contract.inputs[edge.to.port]?.title ?? edge.to.port} from ${source === undefined ? '?' : stepTitle(source)}`;
  });
  const outputs = Object.values(contract.outputs).map(({ title }) => title);
  return [
    `step ${stepNumbers(state.document).get(id) ?? '?'} of ${count}`,
    inputs.length === 0 ? 'no input connected' : `input ${inputs.join(', ')}`,
    outputs.length === 0 ? 'no outputs' : `outputs ${outputs.join(', ')}`,
  ].join('; ');
}
