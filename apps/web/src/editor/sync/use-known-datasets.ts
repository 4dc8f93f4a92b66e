'use client';

import { useEffect } from 'react';
import type { EditorStore } from '../store/editor-store';
import { useDatasets } from './use-reference-lists';

/** Tells the store which datasets the project has, for steps that read one. */
export function useKnownDatasets(store: EditorStore): void {
  const datasets = useDatasets().data?.datasets;
  useEffect(() => store.getState().show({ datasets: datasets?.map(({ id }) => id) ?? [] }), [store, datasets]);
}
