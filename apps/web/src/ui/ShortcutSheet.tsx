'use client';

import { shortcutsOf } from '../lib/hotkey-registry';
import { useHotkeyList } from '../lib/use-hotkey';
import { Dialog } from './Dialog';
import { Shortcut } from './Kbd';

/** The `?` sheet: every shortcut of the page, from the registry that binds them. */
export function ShortcutSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const actions = useHotkeyList();
  const groups = [...new Set(actions.map((action) => action.group))];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" width={640}>
      <div className="gap-8 sm:columns-2">
        {groups.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-12 font-medium text-muted">{group}</h3>
            <dl>
              {actions
                .filter((action) => action.group === group)
                .map((action) => (
                  <div
                    key={action.id}
                    className="flex h-7 items-center justify-between gap-3 border-b border-border-soft"
                  >
                    <dt className="truncate">{action.label}</dt>
                    <dd className="flex gap-1">
                      {shortcutsOf(action).map((shortcut) => (
                        <Shortcut key={shortcut} keys={shortcut} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
