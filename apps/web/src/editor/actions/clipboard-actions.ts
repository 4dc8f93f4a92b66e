import { copySelection, missingStepTypes, parseClipboard, pasteOperation } from '@millrace/pipeline-core/document';
import { isStepType } from '@millrace/pipeline-core/steps';
import { boundsOf } from '../drawing/bounds';
import { type ActionContext, defineAction } from './define-action';
import { deleteAction } from './edit-actions';

/** What copy puts on the clipboard: the chosen steps as text. */
export function copiedText({ store }: Pick<ActionContext, 'store'>): string {
  const { document, selection } = store.getState();
  return JSON.stringify(copySelection(document, selection), null, 2);
}

/** Puts steps from clipboard text at a place and selects them; says why when the text holds none. */
export function pasteText(
  { store, effects }: ActionContext,
  o: { text: string; place: { x: number; y: number }; withInputs: boolean },
): void {
  const { document, edit, select, editable, announce } = store.getState();
  if (!editable) return;
  const parsed = parseClipboard(o.text);
  if (!parsed.ok) {
    effects.notify({ title: 'Nothing was pasted', detail: parsed.error, tone: 'warning' });
    return;
  }
  const missing = missingStepTypes(parsed.value, isStepType);
  const { operation, ids } = pasteOperation({
    document,
    clipboard: parsed.value,
    at: { x: Math.round(o.place.x), y: Math.round(o.place.y) },
    newId: effects.newId,
    withInputs: o.withInputs,
  });
  edit(operation, { label: 'paste' });
  select(ids.values());
  announce(`Pasted ${operation.steps.length} steps.`);
  if (missing.length > 0) {
    const detail = `This Millrace has no ${missing.join(', ')}. Replace these steps before you run.`;
    effects.notify({ title: 'Some step types are not known here', detail, tone: 'warning' });
  }
}

const hasSelection = (state: { selection: ReadonlySet<string> }) => state.selection.size > 0;

export const copyAction = defineAction({
  id: 'editor.copy',
  label: 'Copy as JSON',
  group: 'Edit',
  shortcut: 'Ctrl+C',
  native: true,
  isEnabled: hasSelection,
  run: async (context) => context.effects.copyText(copiedText(context)),
});

export const cutAction = defineAction({
  id: 'editor.cut',
  label: 'Cut',
  group: 'Edit',
  shortcut: 'Ctrl+X',
  native: true,
  isEnabled: (state) => state.editable && hasSelection(state),
  async run(context) {
    await context.effects.copyText(copiedText(context));
    await deleteAction.run(context);
  },
});

export const pasteAction = defineAction({
  id: 'editor.paste',
  label: 'Paste',
  group: 'Edit',
  shortcut: 'Ctrl+V',
  native: true,
  isEnabled: (state) => state.editable,
  run: (context) => pasteFromClipboard(context, false),
});

export const pasteWithInputsAction = defineAction({
  id: 'editor.paste-inputs',
  label: 'Paste with inputs',
  group: 'Edit',
  shortcut: 'Ctrl+Shift+V',
  isEnabled: (state) => state.editable,
  run: (context) => pasteFromClipboard(context, true),
});

async function pasteFromClipboard(context: ActionContext, withInputs: boolean): Promise<void> {
  const text = await context.effects.readText();
  pasteText(context, { text, place: context.effects.view.pointer().place, withInputs });
}

export const duplicateAction = defineAction({
  id: 'editor.duplicate',
  label: 'Duplicate',
  group: 'Edit',
  shortcut: 'Ctrl+D',
  isEnabled: (state) => state.editable && hasSelection(state),
  run(context) {
    const { document, selection } = context.store.getState();
    const box = boundsOf(document, selection);
    if (box === null) return;
    const place = { x: box.x + 32, y: box.y + box.height + 32 };
    pasteText(context, { text: copiedText(context), place, withInputs: true });
  },
});
