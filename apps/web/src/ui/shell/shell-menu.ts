import { createContext } from 'react';

/** Opens the navigation on small screens; null outside an AppShell. */
export const ShellMenuContext = createContext<(() => void) | null>(null);
