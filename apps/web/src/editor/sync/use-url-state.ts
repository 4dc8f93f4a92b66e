'use client';

import { useEffect } from 'react';
import type { EditorStore } from '../store/editor-store';
import { selectedStep } from '../store/selectors';
import { inspectorTabs } from '../store/session-slice';

/** The chosen step and its tab are part of the address: they survive a reload and can be sent to a colleague. */
export function useUrlState(store: EditorStore): void {
  useEffect(() => {
    takeAddress(store);
    return store.subscribe((state, before) => {
      const [now, old] = [address(state), address(before)];
      if (now !== old) window.history.replaceState(window.history.state, '', now);
    });
  }, [store]);
}

function takeAddress(store: EditorStore): void {
  const query = new URLSearchParams(window.location.search);
  const node = query.get('node');
  const tab = inspectorTabs.find((known) => known === query.get('tab'));
  const { document, select, show } = store.getState();
  if (node !== null && document.steps[node] !== undefined) select([node]);
  if (tab !== undefined) show({ inspectorTab: tab });
}

function address(state: ReturnType<EditorStore['getState']>): string {
  const query = new URLSearchParams(window.location.search);
  const step = selectedStep(state);
  query.delete('node');
  query.delete('tab');
  if (step !== null) {
    query.set('node', step.id);
    if (state.inspectorTab !== 'settings') query.set('tab', state.inspectorTab);
  }
  const text = query.toString();
  return text === '' ? window.location.pathname : `${window.location.pathname}?${text}`;
}
