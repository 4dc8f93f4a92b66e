'use client';

import { useEffect, useRef, useSyncExternalStore } from 'react';
import { createHotkeyRegistry, type HotkeyAction } from './hotkey-registry';

/** The registry of the page: what is bound is what the `?` sheet shows. */
export const hotkeys = createHotkeyRegistry();

const emptyList: readonly HotkeyAction[] = [];

/** Whether key presses at this element are text input, where single keys must keep their meaning. */
export function isTypingTarget(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  if (target instanceof HTMLInputElement) {
    return !['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'file', 'color'].includes(target.type);
  }
  return false;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const action = hotkeys.find(event, isTypingTarget(event.target));
  if (!action) return;
  event.preventDefault();
  action.run(event);
}

/** Binds an action while the component is mounted. The newest `run` is always the one called. */
export function useHotkey(action: HotkeyAction): void {
  const { id, label, group, shortcut, anywhere, enabled } = action;
  const run = useRef(action.run);
  useEffect(() => {
    run.current = action.run;
  });
  const key = typeof shortcut === 'string' ? shortcut : shortcut.join(' ');
  useEffect(
    () =>
      hotkeys.add({
        id,
        label,
        group,
        shortcut: key.split(' '),
        ...(anywhere === undefined ? {} : { anywhere }),
        ...(enabled === undefined ? {} : { enabled }),
        run: (event) => run.current(event),
      }),
    [id, label, group, key, anywhere, enabled],
  );
}

/** Everything bound at this moment, for the `?` sheet and the command palette. */
export function useHotkeyList(): readonly HotkeyAction[] {
  return useSyncExternalStore(hotkeys.subscribe, hotkeys.list, () => emptyList);
}

/** Listens for all registered hotkeys; mounted once, by the providers around every page. */
export function useHotkeyListener(): void {
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
