'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';

const changed = 'millrace:local-storage';

function subscribe(listener: () => void): () => void {
  window.addEventListener('storage', listener);
  window.addEventListener(changed, listener);
  return () => {
    window.removeEventListener('storage', listener);
    window.removeEventListener(changed, listener);
  };
}

/**
 * A setting remembered on this device and shared by all its tabs. `parse` checks what was stored (it may be from an older
 * version, or edited by hand) and returns undefined to fall back; both arguments after `key` must be stable.
 */
export function useLocalStorage<T>(options: {
  key: string;
  fallback: T;
  parse: (value: unknown) => T | undefined;
}): [T, (value: T) => void] {
  const { key, fallback, parse } = options;
  const text = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(key),
    () => null,
  );
  const value = useMemo(() => parseStored(text, parse) ?? fallback, [text, parse, fallback]);
  const setValue = useCallback(
    (next: T) => {
      localStorage.setItem(key, JSON.stringify(next));
      window.dispatchEvent(new Event(changed));
    },
    [key],
  );
  return [value, setValue];
}

function parseStored<T>(text: string | null, parse: (value: unknown) => T | undefined): T | undefined {
  if (text === null) return undefined;
  try {
    return parse(JSON.parse(text));
  } catch (error) {
    // Text that is not JSON was not written by this version: the fallback is the right reading of it.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
