'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import type { EditorStore } from '../store/editor-store';
import { readAddress, writeAddress } from './address';

/** The chosen step, its tab and the shown run are part of the address: they survive a reload and can be sent to a colleague. */
export function useUrlState(store: EditorStore): void {
  // A link to another run of the same pipeline changes the address only.
  const run = useSearchParams().get('run');
  useEffect(() => store.getState().show({ pinnedRun: run }), [store, run]);
  useEffect(() => {
    takeAddress(store);
    return store.subscribe((state, before) => {
      const { search, pathname } = window.location;
      const [now, old] = [writeAddress(search, state), writeAddress(search, before)];
      if (now !== old) window.history.replaceState(window.history.state, '', now === '' ? pathname : `?${now}`);
    });
  }, [store]);
}

function takeAddress(store: EditorStore): void {
  const { node, tab, followed } = readAddress(window.location.search);
  const { document, select, show } = store.getState();
  if (node !== null && document.steps[node] !== undefined) select([node]);
  if (tab !== undefined) show({ inspectorTab: tab });
  if (followed !== null) show({ followed });
}
