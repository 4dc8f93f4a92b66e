import { createStore, type StoreApi } from 'zustand/vanilla';
import { type DocumentSlice, documentSlice, type Saved } from './document-slice';
import { type KnowledgeSlice, knowledgeSlice } from './knowledge-slice';
import { type RunOverlaySlice, runOverlaySlice } from './run-overlay-slice';
import { type SessionSlice, sessionSlice } from './session-slice';

export type EditorState = DocumentSlice & SessionSlice & RunOverlaySlice & KnowledgeSlice;
export type EditorStore = StoreApi<EditorState>;

/** The state of one open pipeline: document (saved), session (mine), overlay (from workers), knowledge (derived). */
export function createEditorStore(options: { saved: Saved; editable: boolean; canRun: boolean }): EditorStore {
  const store = createStore<EditorState>()((...api) => ({
    ...documentSlice(options)(...api),
    ...sessionSlice(...api),
    ...runOverlaySlice(...api),
    ...knowledgeSlice(...api),
  }));
  store.getState().learn();
  return store;
}
