import { findContract } from '@millrace/pipeline-core/steps';
import { isError } from '@millrace/pipeline-core/validate';
import { leastReadable } from '../drawing/bounds';
import { clearNotes } from '../drawing/clear-notes';
import { problemsOf } from '../store/problems';
import { selectedNote, selectedStep } from '../store/selectors';
import { type ActionContext, defineAction } from './define-action';

export const fitAction = defineAction({
  id: 'editor.fit',
  label: 'Show everything',
  group: 'View',
  shortcut: '1',
  run: ({ effects }) => effects.view.fit(),
});

export const fitSelectionAction = defineAction({
  id: 'editor.fit-selection',
  label: 'Show the selection',
  group: 'View',
  shortcut: '2',
  isEnabled: (state) => state.selection.size > 0,
  run: ({ store, effects }) => effects.view.fit(store.getState().selection),
});

export const zoomFullAction = defineAction({
  id: 'editor.zoom-100',
  label: 'Zoom to 100%',
  group: 'View',
  shortcut: '0',
  run: ({ effects }) => effects.view.zoomTo(1),
});

export const zoomInAction = defineAction({
  id: 'editor.zoom-in',
  label: 'Zoom in',
  group: 'View',
  shortcut: ['+', '='],
  run: ({ effects }) => effects.view.zoomBy(1.25),
});

export const zoomOutAction = defineAction({
  id: 'editor.zoom-out',
  label: 'Zoom out',
  group: 'View',
  shortcut: '-',
  run: ({ effects }) => effects.view.zoomBy(0.8),
});

export const minimapAction = defineAction({
  id: 'editor.minimap',
  label: 'Minimap',
  group: 'View',
  shortcut: 'M',
  run: ({ store }) => store.getState().show({ minimap: !store.getState().minimap }),
});

export const bottomPanelAction = defineAction({
  id: 'editor.bottom-panel',
  label: 'Results panel',
  group: 'View',
  shortcut: '`',
  scope: 'editor',
  run: ({ store }) => store.getState().show({ bottomOpen: !store.getState().bottomOpen }),
});

export const openSettingsAction = defineAction({
  id: 'editor.settings',
  label: 'Settings of the step, or write in the note',
  group: 'View',
  shortcut: 'Enter',
  isEnabled: (state) => selectedStep(state) !== null || (state.editable && selectedNote(state) !== null),
  run({ store }) {
    const note = selectedNote(store.getState());
    if (note === null) store.getState().openInspector('settings');
    else store.getState().show({ editingNote: note.id });
  },
});

export const escapeAction = defineAction({
  id: 'editor.escape',
  label: 'Cancel, then deselect',
  group: 'View',
  shortcut: 'Escape',
  run({ store }) {
    const { find, followed, selection, selectedEdges, show, select } = store.getState();
    if (find !== null) show({ find: null });
    else if (followed !== null) show({ followed: null });
    else if (selection.size + selectedEdges.size > 0) select([]);
  },
});

export const findAction = defineAction({
  id: 'editor.find',
  label: 'Find on the canvas',
  group: 'View',
  shortcut: 'Ctrl+F',
  scope: 'editor',
  run: ({ store }) => store.getState().show({ find: store.getState().find ?? '' }),
});

/** Steps with problems, errors first, each once. */
function problemSteps({ store }: Pick<ActionContext, 'store'>): string[] {
  const problems = problemsOf(store.getState());
  return [...new Set([...problems.filter(isError), ...problems].flatMap(({ step }) => step ?? []))];
}

function goToProblem(context: ActionContext, by: 1 | -1): void {
  const { store, effects } = context;
  const steps = problemSteps(context);
  const { focused, select, openInspector, announce } = store.getState();
  if (steps.length === 0) {
    announce('There are no problems.');
    return;
  }
  const at = focused === null ? -1 : steps.indexOf(focused);
  const next = steps[(at + by + steps.length) % steps.length] ?? steps[0];
  if (next === undefined) return;
  select([next]);
  openInspector('settings');
  effects.view.reveal(next);
}

export const nextProblemAction = defineAction({
  id: 'editor.next-problem',
  label: 'Next problem',
  group: 'View',
  shortcut: 'F8',
  scope: 'anywhere',
  run: (context) => goToProblem(context, 1),
});

export const previousProblemAction = defineAction({
  id: 'editor.previous-problem',
  label: 'Problem before',
  group: 'View',
  shortcut: 'Shift+F8',
  scope: 'anywhere',
  run: (context) => goToProblem(context, -1),
});

export const layoutAction = defineAction({
  id: 'editor.layout',
  label: 'Tidy up',
  group: 'Edit',
  shortcut: 'Shift+L',
  isEnabled: (state) => state.editable && Object.keys(state.document.steps).length > 1,
  async run({ store, effects }) {
    const { document, selection } = store.getState();
    const all = Object.values(document.steps).map(({ id }) => id);
    const chosen = all.filter((id) => selection.has(id));
    // A few that were chosen keep their place among the others: only the whole is broken into rows.
    const positions = chosen.length > 1 ? await effects.layout(chosen) : await effects.layout(all, effects.view.size());
    const there = store.getState().document.steps;
    const still = Object.fromEntries(Object.entries(positions).filter(([id]) => there[id] !== undefined));
    // What somebody wrote stays readable.
    const notes = clearNotes(store.getState().document, still);
    store.getState().edit({ op: 'move', positions: { ...still, ...notes } }, { label: 'tidy up' });
    // Smaller than this the order just made could not be read.
    if (chosen.length <= 1) effects.view.fit(undefined, leastReadable);
  },
});

/** Shift+1 … Shift+9: the nth output of the chosen step in the results panel. */
export const previewActions = Array.from({ length: 9 }, (_, index) =>
  defineAction({
    id: `editor.preview-${index + 1}`,
    label: `Show output ${index + 1}`,
    group: 'View',
    shortcut: `Shift+${index + 1}`,
    isEnabled: (state) => selectedStep(state) !== null,
    run({ store }) {
      const step = selectedStep(store.getState());
      const port = step === null ? undefined : outputNames(step.type)[index];
      if (step !== null && port !== undefined)
        store.getState().show({ pinned: { step: step.id, port }, bottomOpen: true, bottomTab: 'data' });
    },
  }),
);

function outputNames(type: string): string[] {
  return Object.keys(findContract(type)?.outputs ?? {});
}
