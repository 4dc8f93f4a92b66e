import { describeOperation } from '@millrace/pipeline-core/document';
import { connectAroundRemoved } from '../drawing/heal';
import { selectedSteps } from '../store/selectors';
import { type ActionContext, defineAction } from './define-action';

function hasSelection(state: {
  selection: ReadonlySet<string>;
  selectedEdges: ReadonlySet<string>;
  editable: boolean;
}) {
  return state.editable && state.selection.size + state.selectedEdges.size > 0;
}

function remove({ store, effects }: ActionContext, heal: boolean): void {
  const { document, selection, selectedEdges, edit, select, announce } = store.getState();
  const steps = Object.values(document.steps).flatMap(({ id }) => (selection.has(id) ? [id] : []));
  const notes = Object.values(document.notes).flatMap(({ id }) => (selection.has(id) ? [id] : []));
  const edges = Object.values(document.edges).flatMap(({ id }) => (selectedEdges.has(id) ? [id] : []));
  const operation = {
    op: 'remove' as const,
    steps,
    notes,
    edges,
    heal: heal ? connectAroundRemoved(document, new Set<string>(steps), effects.newId) : [],
  };
  edit(operation);
  select([]);
  announce(`Done: ${describeOperation(operation)}.`);
}

export const undoAction = defineAction({
  id: 'editor.undo',
  label: 'Undo',
  group: 'Edit',
  shortcut: 'Ctrl+Z',
  scope: 'editor',
  isEnabled: (state) => state.editable && state.history.undo.length > 0,
  run({ store }) {
    const label = store.getState().undo();
    if (label !== null) store.getState().announce(`Undone: ${label}.`);
  },
});

export const redoAction = defineAction({
  id: 'editor.redo',
  label: 'Redo',
  group: 'Edit',
  shortcut: ['Ctrl+Shift+Z', 'Ctrl+Y'],
  scope: 'editor',
  isEnabled: (state) => state.editable && state.history.redo.length > 0,
  run({ store }) {
    const label = store.getState().redo();
    if (label !== null) store.getState().announce(`Done again: ${label}.`);
  },
});

export const deleteAction = defineAction({
  id: 'editor.delete',
  label: 'Delete',
  group: 'Edit',
  shortcut: ['Delete', 'Backspace'],
  isEnabled: hasSelection,
  run: (context) => remove(context, false),
});

export const deleteAndHealAction = defineAction({
  id: 'editor.delete-heal',
  label: 'Delete and close the gap',
  group: 'Edit',
  shortcut: 'Ctrl+Delete',
  isEnabled: (state) => state.editable && selectedSteps(state).length > 0,
  run: (context) => remove(context, true),
});

export const disableAction = defineAction({
  id: 'editor.disable',
  label: 'Disable or enable',
  group: 'Steps',
  shortcut: 'D',
  isEnabled: (state) => state.editable && selectedSteps(state).length > 0,
  run({ store }) {
    const steps = selectedSteps(store.getState());
    const disabled = steps.some((step) => !step.disabled);
    store.getState().edit({ op: 'set-disabled', steps: steps.map(({ id }) => id), disabled });
    store.getState().announce(disabled ? 'Disabled.' : 'Enabled.');
  },
});

export const renameAction = defineAction({
  id: 'editor.rename',
  label: 'Rename',
  group: 'Steps',
  shortcut: 'F2',
  isEnabled: (state) => state.editable && selectedSteps(state).length === 1,
  run({ store }) {
    const [step] = selectedSteps(store.getState());
    if (step !== undefined) store.getState().show({ renaming: step.id });
  },
});

export const selectAllAction = defineAction({
  id: 'editor.select-all',
  label: 'Select all',
  group: 'Edit',
  shortcut: 'Ctrl+A',
  run({ store }) {
    const { document, select } = store.getState();
    select([...Object.keys(document.steps), ...Object.keys(document.notes)]);
  },
});

export const addNoteAction = defineAction({
  id: 'editor.note',
  label: 'Add a note',
  group: 'Steps',
  shortcut: 'N',
  isEnabled: (state) => state.editable,
  run({ store, effects }) {
    const id = effects.newId();
    const { place } = effects.view.pointer();
    const note = {
      id,
      text: '',
      tint: 0,
      position: { x: Math.round(place.x), y: Math.round(place.y) },
      size: { width: 240, height: 80 },
    };
    store.getState().edit({ op: 'add', notes: [note] });
    store.getState().select([id]);
    store.getState().show({ editingNote: id });
  },
});
