'use client';

import { useRef } from 'react';
import { formatCount } from '../../lib/format-number';
import { SearchField } from '../../ui/SearchField';
import { useEditor, useEditorContext } from '../use-editor';
import { matchesFind } from './find-steps';

/** Find on the canvas: dims what does not fit, Enter goes from hit to hit. */
export function FindBox() {
  const { store, effects } = useEditorContext();
  const query = useEditor((state) => state.find);
  const hits = useEditor((state) =>
    query === null ? 0 : Object.keys(state.document.steps).filter((id) => matchesFind(state, id, query)).length,
  );
  const at = useRef(-1);
  if (query === null) return null;
  const next = (by: number) => {
    const state = store.getState();
    const found = Object.keys(state.document.steps).filter((id) => matchesFind(state, id, query));
    if (found.length === 0) return;
    at.current = (at.current + by + found.length) % found.length;
    const id = found[at.current] ?? '';
    state.select([id]);
    effects.view.fit(new Set([id]));
  };
  return (
    <search className="absolute top-2 left-1/2 z-5 flex w-[340px] -translate-x-1/2 items-center gap-2 rounded-card border border-border bg-surface p-1.5 shadow-float">
      <SearchField
        label="Find on the canvas"
        placeholder="Name, is:stale, uses:age"
        value={query}
        autoFocus
        className="flex-1"
        onValueChange={(find) => {
          at.current = -1;
          store.getState().show({ find });
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') next(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') store.getState().show({ find: null });
        }}
      />
      <span className="pr-1 text-12 whitespace-nowrap text-muted tabular-nums">{formatCount(hits, 'step')}</span>
    </search>
  );
}
