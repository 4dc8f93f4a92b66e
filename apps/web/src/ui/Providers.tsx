'use client';

import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { useHotkeyListener } from '../lib/use-hotkey';
import { ToastProvider } from './Toast';

/** What every page stands in: tooltips share one delay, toasts one region, hotkeys one listener. */
export function Providers({ children }: { children: ReactNode }) {
  useHotkeyListener();
  return (
    <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
      <ToastProvider>{children}</ToastProvider>
    </Tooltip.Provider>
  );
}
