'use client';

import { useCallback } from 'react';
import { reportOf } from '../client/error-report';
import type { EditorAction } from './actions/define-action';
import { useEditor, useEditorContext } from './use-editor';

export function firstShortcut(action: EditorAction): string | undefined {
  return typeof action.shortcut === 'string' ? action.shortcut : action.shortcut?.[0];
}

/** Performs an action and says what went wrong when it does. */
export function useRunAction(): (action: EditorAction) => void {
  const context = useEditorContext();
  return useCallback(
    (action) => {
      if (action.isEnabled?.(context.store.getState()) === false) return;
      Promise.resolve(action.run(context)).catch((error: unknown) => {
        const report = reportOf(error);
        context.effects.notify({ title: `${action.label}: not done`, detail: report.message, tone: 'danger' });
      });
    },
    [context],
  );
}

/** Those of the actions that can be used now; give a list that stays the same. */
export function useEnabledActions(actions: readonly EditorAction[]): EditorAction[] {
  const enabled = useEditor((state) =>
    actions.map((action) => ((action.isEnabled?.(state) ?? true) ? '1' : '0')).join(''),
  );
  return actions.filter((_action, index) => enabled.charAt(index) === '1');
}

/** Whether an action can be used now. */
export function useActionEnabled(action: EditorAction): boolean {
  return useEditor((state) => action.isEnabled?.(state) ?? true);
}
