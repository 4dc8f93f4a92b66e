import type { ReactNode } from 'react';
import { cn } from '../lib/cn';
import { shortcutCaps } from '../lib/shortcut';

const looks = {
  plain: 'border-border bg-surface text-muted',
  inherit: 'border-[color-mix(in_srgb,var(--on-accent)_36%,var(--accent))] bg-transparent text-current',
};

/** One key cap. `inherit` takes the colours of a primary button. */
export function Kbd({ children, inherit = false }: { children: ReactNode; inherit?: boolean | undefined }) {
  return (
    <kbd
      className={cn(
        'inline-block min-w-[18px] rounded-sm border px-1 text-center font-sans text-11 font-medium',
        looks[inherit ? 'inherit' : 'plain'],
      )}
    >
      {children}
    </kbd>
  );
}

/** A shortcut in one cap: "Ctrl+K" reads "Ctrl K". */
export function Shortcut({ keys, inherit }: { keys: string; inherit?: boolean }) {
  return <Kbd inherit={inherit}>{shortcutCaps(keys).join(' ')}</Kbd>;
}
