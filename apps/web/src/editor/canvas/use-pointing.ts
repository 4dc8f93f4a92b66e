'use client';

import { useLocalStorage } from '../../lib/use-local-storage';

/** How wheel and drag behave: detection is not reliable, so it is a visible switch, remembered on this device. */
export type Pointing = 'mouse' | 'trackpad';

function parse(value: unknown): Pointing | undefined {
  return value === 'mouse' || value === 'trackpad' ? value : undefined;
}

export function usePointing(): [Pointing, (next: Pointing) => void] {
  return useLocalStorage<Pointing>({ key: 'millrace:pointing', fallback: 'mouse', parse });
}
