import { descendants, graphOf } from '@millrace/pipeline-core/graph';
import type { StepId } from '@millrace/pipeline-core/ids';
import { hasSteps, isUpToDate, selectedStep } from '../store/selectors';
import { stepsWithBest } from './best-so-far';
import { defineAction, type EditorAction } from './define-action';
import { startChecked } from './start-checked';

export const runAction = defineAction({
  id: 'editor.run',
  label: 'Run the pipeline',
  group: 'Run',
  shortcut: 'Ctrl+Shift+Enter',
  scope: 'anywhere',
  isEnabled: (state) => state.canRun && hasSteps(state) && !isUpToDate(state),
  run: (context) => startChecked(context, {}),
});

export const runToHereAction = defineAction({
  id: 'editor.run-to-here',
  label: 'Run to the selected step',
  group: 'Run',
  shortcut: 'Ctrl+Enter',
  scope: 'anywhere',
  isEnabled: (state) => state.canRun && selectedStep(state) !== null,
  async run(context) {
    const step = selectedStep(context.store.getState());
    if (step !== null) await startChecked(context, { target: step.id });
  },
});

/** The same for a step that need not be the chosen one: the button beside its empty output. */
export function runToStep(step: StepId): EditorAction {
  return { ...runToHereAction, label: 'Run to here', run: (context) => startChecked(context, { target: step }) };
}

export const runFromHereAction = defineAction({
  id: 'editor.run-from-here',
  label: 'Run again from the selected step on',
  group: 'Run',
  isEnabled: (state) => state.canRun && selectedStep(state) !== null,
  async run(context) {
    const { document } = context.store.getState();
    const step = selectedStep(context.store.getState());
    if (step !== null) await startChecked(context, { force: [step.id, ...descendants(graphOf(document), [step.id])] });
  },
});

export const forceRunAction = defineAction({
  id: 'editor.force-run',
  label: 'Run all steps again',
  group: 'Run',
  isEnabled: (state) => state.canRun && hasSteps(state),
  run: (context) => startChecked(context, { force: 'all' }),
});

export const stopRunAction = defineAction({
  id: 'editor.stop',
  label: 'Stop the run',
  group: 'Run',
  shortcut: 'Ctrl+.',
  scope: 'anywhere',
  isEnabled: (state) => state.canRun && state.run?.status === 'running',
  async run({ store, effects }) {
    const { run, show } = store.getState();
    if (run === null) return;
    // What a search or a fit has found by now would be lost without a word.
    if (stepsWithBest(store.getState()).length > 0) show({ stopAsked: true });
    else await effects.stopRun(run.id);
  },
});

export const nameVersionAction = defineAction({
  id: 'editor.name-version',
  label: 'Name this version',
  group: 'Edit',
  shortcut: 'Ctrl+S',
  scope: 'anywhere',
  isEnabled: (state) => state.editable,
  run: ({ store }) => store.getState().show({ versions: 'name' }),
});

export const versionsAction = defineAction({
  id: 'editor.versions',
  label: 'Versions',
  group: 'Edit',
  run: ({ store }) => store.getState().show({ versions: 'list' }),
});
