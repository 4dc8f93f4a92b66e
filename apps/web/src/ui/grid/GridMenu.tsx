'use client';

import { type ReactNode, type RefObject, useRef } from 'react';
import { ContextMenu } from '../ContextMenu';

/** The action for the row of the focused cell; `run` is null while that has not loaded. */
export type ChosenAction = { label: string; run: (() => void) | null };

/**
 * The menu of the row under the pointer; grids without an action for rows keep the browser's. What was chosen is done
 * once the grid has the keyboard again: it may take it to another place.
 */
export function GridMenu(props: {
  action: ChosenAction | undefined;
  grid: RefObject<HTMLElement | null>;
  onCopy: () => void;
  children: ReactNode;
}) {
  const { action, grid, onCopy, children } = props;
  const chosen = useRef<(() => void) | null>(null);
  if (action === undefined) return children;
  const choose = (what: (() => void) | null) => () => {
    chosen.current = what;
  };
  const act = {
    id: 'row',
    label: action.label,
    shortcut: 'F',
    onSelect: choose(action.run),
    ...(action.run === null ? { disabledReason: 'The row has not loaded yet' } : {}),
  };
  return (
    <ContextMenu
      entries={[act, { id: 'copy', label: 'Copy', shortcut: 'Ctrl+C', onSelect: choose(onCopy) }]}
      onClosed={() => {
        grid.current?.focus();
        chosen.current?.();
        chosen.current = null;
      }}
    >
      {children}
    </ContextMenu>
  );
}
