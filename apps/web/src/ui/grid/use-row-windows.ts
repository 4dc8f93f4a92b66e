'use client';

import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { GridWindow, LoadWindow } from './grid-types';

export const windowSize = 200;
const keptWindows = 24;

type Entry =
  | { kind: 'loading'; controller: AbortController }
  | ({ kind: 'ready' } & GridWindow)
  | { kind: 'failed'; message: string };

type Entries = Map<number, Entry>;

/** The window becomes the one used last. */
function touch(entries: Entries, index: number): void {
  const known = entries.get(index);
  if (known === undefined) return;
  entries.delete(index);
  entries.set(index, known);
}

/** Those used longest ago go; what was on its way is not waited for. */
function forgetOldest(entries: Entries): void {
  for (const [index, entry] of entries) {
    if (entries.size <= keptWindows) break;
    if (entry.kind === 'loading') entry.controller.abort();
    entries.delete(index);
  }
}

function readyAt(entries: Entries, row: number): GridWindow | undefined {
  const entry = entries.get(Math.floor(row / windowSize));
  return entry?.kind === 'ready' ? entry : undefined;
}

/**
 * Windows of 200 rows, fetched as they come into view and kept while they are among the last 24 used. `dataKey` names
 * what is shown (data set, version, filter, sort): when it changes everything is fetched anew.
 */
export function useRowWindows(options: { loadWindow: LoadWindow; dataKey: string; rowCount: number }) {
  const { loadWindow, dataKey, rowCount } = options;
  const cache = useRef<Entries>(new Map());
  const [, redraw] = useReducer((count: number) => count + 1, 0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key is exactly when the cache must go
  useEffect(() => {
    const entries = cache.current;
    return () => {
      for (const entry of entries.values()) if (entry.kind === 'loading') entry.controller.abort();
      entries.clear();
      redraw();
    };
  }, [dataKey]);

  const fetchWindow = useCallback(
    (index: number) => {
      const entries = cache.current;
      const controller = new AbortController();
      entries.set(index, { kind: 'loading', controller });
      const settle = (entry: Entry) => {
        if (controller.signal.aborted) return;
        entries.set(index, entry);
        redraw();
      };
      const offset = index * windowSize;
      loadWindow(offset, Math.min(windowSize, rowCount - offset), controller.signal).then(
        (window) => settle({ kind: 'ready', ...window }),
        (error: unknown) => settle({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
      );
    },
    [loadWindow, rowCount],
  );

  const need = useCallback(
    (first: number, end: number) => {
      const entries = cache.current;
      for (let index = Math.floor(first / windowSize); index * windowSize < end; index += 1) {
        if (entries.has(index)) touch(entries, index);
        else fetchWindow(index);
      }
      forgetOldest(entries);
    },
    [fetchWindow],
  );

  const rowAt = useCallback((row: number) => readyAt(cache.current, row)?.rows[row % windowSize], []);
  const numberAt = useCallback((row: number) => readyAt(cache.current, row)?.rowNumbers?.[row % windowSize], []);

  const failure = [...cache.current.values()].find((entry) => entry.kind === 'failed');
  const retry = useCallback(() => {
    for (const [index, entry] of cache.current) if (entry.kind === 'failed') fetchWindow(index);
    redraw();
  }, [fetchWindow]);

  return { need, rowAt, numberAt, retry, failure: failure?.kind === 'failed' ? failure.message : undefined };
}
