import { type KeyPress, matchesShortcut } from './shortcut';

/** Something a person can do by key. Menus, the palette and the `?` sheet read the same entry. */
export type HotkeyAction = {
  /** Stable name, for example "run-to-here". Registering the same id twice at once is an error. */
  id: string;
  label: string;
  /** Heading under which the `?` sheet lists it. */
  group: string;
  /** One or more alternatives: "Ctrl+Z", ["Ctrl+Shift+Z", "Ctrl+Y"]. */
  shortcut: string | readonly string[];
  /** True: also while the person types in a field (WCAG 2.1.4 asks that single keys never do this). */
  anywhere?: boolean;
  enabled?: boolean;
  run: (event: KeyboardEvent) => void;
};

export type HotkeyRegistry = {
  add: (action: HotkeyAction) => () => void;
  list: () => readonly HotkeyAction[];
  find: (press: KeyPress, typing: boolean) => HotkeyAction | undefined;
  subscribe: (listener: () => void) => () => void;
};

/** All shortcuts of an action as a list. */
export function shortcutsOf(action: Pick<HotkeyAction, 'shortcut'>): readonly string[] {
  return typeof action.shortcut === 'string' ? [action.shortcut] : action.shortcut;
}

/** An empty registry. Later registrations win over earlier ones, so that a dialog can take a key from its page. */
export function createHotkeyRegistry(): HotkeyRegistry {
  let actions: readonly HotkeyAction[] = [];
  const listeners = new Set<() => void>();
  const publish = (next: readonly HotkeyAction[]) => {
    actions = next;
    for (const listener of listeners) listener();
  };
  return {
    add(action) {
      if (actions.some((known) => known.id === action.id)) {
        throw new Error(`Hotkey "${action.id}" is registered already: give the second action its own id.`);
      }
      publish([...actions, action]);
      return () => publish(actions.filter((known) => known !== action));
    },
    list: () => actions,
    find(press, typing) {
      return actions.findLast(
        (action) =>
          action.enabled !== false &&
          (!typing || action.anywhere === true) &&
          shortcutsOf(action).some((shortcut) => matchesShortcut(press, shortcut)),
      );
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
