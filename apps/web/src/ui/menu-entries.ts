import type { ReactNode } from 'react';

/** One line of a menu. The same entries serve drop-down and context menus. */
export type MenuEntry =
  | {
      kind?: 'item';
      id: string;
      label: string;
      icon?: ReactNode;
      shortcut?: string | undefined;
      /** Muted text at the right end, where there is no shortcut. */
      aside?: string | undefined;
      /** Why the item cannot be used, shown under it. Disables it. */
      disabledReason?: string | undefined;
      tone?: 'danger';
      onSelect: () => void;
    }
  | { kind: 'checkbox'; id: string; label: string; checked: boolean; onCheckedChange: (checked: boolean) => void }
  | { kind: 'label'; id: string; label: string }
  | { kind: 'separator'; id: string }
  | { kind: 'submenu'; id: string; label: string; icon?: ReactNode; entries: readonly MenuEntry[] };
