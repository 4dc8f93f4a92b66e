'use client';

import type { ReactElement } from 'react';
import { ContextMenu } from '../../ui/ContextMenu';
import type { MenuEntry } from '../../ui/menu-entries';
import { connectAction, disconnectAction, quickAddAction } from '../actions/add-step';
import { copyAction, cutAction, duplicateAction, pasteAction } from '../actions/clipboard-actions';
import type { EditorAction } from '../actions/define-action';
import {
  addNoteAction,
  deleteAction,
  deleteAndHealAction,
  disableAction,
  renameAction,
  selectAllAction,
} from '../actions/edit-actions';
import { runToHereAction } from '../actions/run-actions';
import { fitAction, layoutAction } from '../actions/view-actions';
import { firstShortcut, useRunAction } from '../use-action';
import { useEditor } from '../use-editor';

const onThings: readonly (EditorAction | null)[] = [
  runToHereAction,
  null,
  renameAction,
  disableAction,
  connectAction,
  disconnectAction,
  null,
  copyAction,
  cutAction,
  duplicateAction,
  null,
  deleteAndHealAction,
  deleteAction,
];
const onPane: readonly (EditorAction | null)[] = [
  quickAddAction,
  addNoteAction,
  pasteAction,
  null,
  selectAllAction,
  layoutAction,
  fitAction,
];

/** Right click on the canvas: verbs for what is chosen, or for the empty place. */
export function CanvasMenu({ children }: { children: ReactElement }) {
  const entries = useMenuEntries();
  return <ContextMenu entries={entries}>{children}</ContextMenu>;
}

function useMenuEntries(): MenuEntry[] {
  const run = useRunAction();
  const chosen = useEditor((state) => state.selection.size + state.selectedEdges.size > 0);
  const enabled = useEditor((state) =>
    [...onThings, ...onPane].map((action) => ((action?.isEnabled?.(state) ?? true) ? '1' : '0')).join(''),
  );
  const list = chosen ? onThings : onPane;
  const offset = chosen ? 0 : onThings.length;
  const entries = list.flatMap((action, index): MenuEntry[] => {
    if (action === null) return [{ kind: 'separator', id: `separator-${index}` }];
    if (enabled.charAt(offset + index) === '0') return [];
    return [
      {
        id: action.id,
        label: action.label,
        shortcut: firstShortcut(action),
        ...(action === deleteAction ? { tone: 'danger' as const } : {}),
        onSelect: () => run(action),
      },
    ];
  });
  // A separator stands between entries only.
  return entries.filter(
    (entry, index) =>
      entry.kind !== 'separator' ||
      (index > 0 && index < entries.length - 1 && entries[index + 1]?.kind !== 'separator'),
  );
}
