'use client';

import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { EditorEffects } from './actions/define-action';
import type { EditorState, EditorStore } from './store/editor-store';

export type EditorContextValue = { store: EditorStore; effects: EditorEffects };

export const EditorContext = createContext<EditorContextValue | null>(null);

/** The store of the open pipeline and what can be done outside it. */
export function useEditorContext(): EditorContextValue {
  const value = useContext(EditorContext);
  if (value === null) throw new Error('useEditorContext stands outside the editor');
  return value;
}

/** A part of the editor's state; draws again when it is another object. */
export function useEditor<T>(selector: (state: EditorState) => T): T {
  return useStore(useEditorContext().store, selector);
}

/** The same for several parts at once: compares them one by one. */
export function useEditorShallow<T>(selector: (state: EditorState) => T): T {
  return useStore(useEditorContext().store, useShallow(selector));
}
