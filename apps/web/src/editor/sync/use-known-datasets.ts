'use client';

import { useEffect } from 'react';
import type { EditorStore } from '../store/editor-store';
import { useDatasets } from './use-reference-lists';

/** Tells the store which dataset is meant where the project has no other. */
export function useOnlyDataset(store: EditorStore): void {
  const datasets = useDatasets().data?.datasets;
  const only = datasets?.length === 1 ? (datasets[0]?.id ?? null) : null;
  useEffect(() => store.getState().show({ onlyDataset: only }), [store, only]);
}
