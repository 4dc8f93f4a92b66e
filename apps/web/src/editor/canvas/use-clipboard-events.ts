'use client';

import { useEffect } from 'react';
import { isTypingTarget } from '../../lib/use-hotkey';
import { copiedText, pasteText } from '../actions/clipboard-actions';
import { deleteAction } from '../actions/edit-actions';
import { useEditorContext } from '../use-editor';
import { isOnCanvas } from './is-on-canvas';

/** Copy, cut and paste by the browser's own events: they need no permission and work with its menus, too. */
export function useClipboardEvents(): void {
  const context = useEditorContext();
  useEffect(() => {
    const { store, effects } = context;
    const mine = (event: ClipboardEvent) => !isTypingTarget(event.target) && isOnCanvas(document.activeElement);
    const copy = (event: ClipboardEvent): boolean => {
      if (!mine(event) || store.getState().selection.size === 0 || !window.getSelection()?.isCollapsed) return false;
      event.clipboardData?.setData('text/plain', copiedText(context));
      event.preventDefault();
      return true;
    };
    const onCopy = (event: ClipboardEvent) => {
      if (copy(event)) store.getState().announce(`Copied ${store.getState().selection.size} steps.`);
    };
    const onCut = (event: ClipboardEvent) => {
      // Without the right to edit nothing is cut, and nothing must say so.
      if (store.getState().editable && copy(event)) void deleteAction.run(context);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (!mine(event)) return;
      event.preventDefault();
      const text = event.clipboardData?.getData('text/plain') ?? '';
      pasteText(context, { text, place: effects.view.pointer().place, withInputs: false });
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCut);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCut);
      document.removeEventListener('paste', onPaste);
    };
  }, [context]);
}
