import { selectedStep } from '../store/selectors';
import { defineAction } from './define-action';

export const runAction = defineAction({
  id: 'editor.run',
  label: 'Run the pipeline',
  group: 'Run',
  shortcut: 'Ctrl+Shift+Enter',
  scope: 'anywhere',
  isEnabled: (state) => state.canRun,
  run: ({ effects }) => effects.startRun({}),
});

export const runToHereAction = defineAction({
  id: 'editor.run-to-here',
  label: 'Run to the selected step',
  group: 'Run',
  shortcut: 'Ctrl+Enter',
  scope: 'anywhere',
  isEnabled: (state) => state.canRun && selectedStep(state) !== null,
  async run({ store, effects }) {
    const step = selectedStep(store.getState());
    if (step !== null) await effects.startRun({ target: step.id });
  },
});

export const forceRunAction = defineAction({
  id: 'editor.force-run',
  label: 'Run all steps again',
  group: 'Run',
  isEnabled: (state) => state.canRun,
  run: ({ effects }) => effects.startRun({ force: 'all' }),
});

export const stopRunAction = defineAction({
  id: 'editor.stop',
  label: 'Stop the run',
  group: 'Run',
  shortcut: 'Ctrl+.',
  scope: 'anywhere',
  isEnabled: (state) => state.canRun && state.run?.status === 'running',
  async run({ store, effects }) {
    const { run } = store.getState();
    if (run !== null) await effects.stopRun(run.id);
  },
});

export const saveAction = defineAction({
  id: 'editor.save',
  label: 'Save now',
  group: 'Edit',
  shortcut: 'Ctrl+S',
  scope: 'anywhere',
  isEnabled: (state) => state.editable,
  run: ({ effects }) => effects.save(),
});
