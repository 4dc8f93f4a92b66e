'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { type ResolvedTheme, type ThemePreference, themeStorageKey } from './theme-script';

const listeners = new Set<() => void>();
const darkQuery = '(prefers-color-scheme: dark)';

function readPreference(): ThemePreference {
  const forced = new URLSearchParams(location.search).get('theme');
  const value = forced ?? localStorage.getItem(themeStorageKey);
  return value === 'light' || value === 'dark' ? value : 'system';
}

function resolve(preference: ThemePreference): ResolvedTheme {
  if (preference !== 'system') return preference;
  return matchMedia(darkQuery).matches ? 'dark' : 'light';
}

function apply(): void {
  document.documentElement.dataset.theme = resolve(readPreference());
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  const media = matchMedia(darkQuery);
  listeners.add(listener);
  media.addEventListener('change', apply);
  window.addEventListener('storage', apply);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', apply);
    window.removeEventListener('storage', apply);
  };
}

/** Remembers the choice in local storage and, for the server, in a cookie; a `?theme=` in the address gives way to it. */
function remember(preference: ThemePreference): void {
  const url = new URL(location.href);
  if (url.searchParams.has('theme')) {
    url.searchParams.delete('theme');
    history.replaceState(history.state, '', url);
  }
  localStorage.setItem(themeStorageKey, preference);
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox
  document.cookie = `${themeStorageKey}=${preference}; path=/; max-age=31536000; samesite=lax`;
  apply();
}

/** The chosen theme and what it resolves to. `resolved` is what React Flow's `colorMode` wants. */
export function useTheme(): {
  preference: ThemePreference;
  resolved: ResolvedTheme;
  setPreference: (preference: ThemePreference) => void;
} {
  const preference = useSyncExternalStore<ThemePreference>(subscribe, readPreference, () => 'system');
  const resolved = useSyncExternalStore<ResolvedTheme>(
    subscribe,
    () => resolve(readPreference()),
    () => 'light',
  );
  const setPreference = useCallback((next: ThemePreference) => remember(next), []);
  return { preference, resolved, setPreference };
}
