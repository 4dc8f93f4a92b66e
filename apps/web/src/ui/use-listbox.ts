'use client';

import { type KeyboardEvent, useId, useState } from 'react';

type ListboxOptions = { label: string; count: number; onChoose: (index: number) => void };

/**
 * Keyboard of an input that drives a list under it (WAI-ARIA combobox): arrows, Home, End, Enter. Focus stays in the
 * input; `aria-activedescendant` tells assistive technology which option is meant.
 */
export function useListbox({ label, count, onChoose }: ListboxOptions) {
  const listId = useId();
  const [wished, setActive] = useState(0);
  const active = Math.min(Math.max(wished, 0), Math.max(count - 1, 0));
  const optionId = (index: number) => `${listId}-${index}`;

  const onKeyDown = (event: KeyboardEvent) => {
    if (count === 0) return;
    const moves: Record<string, number> = {
      ArrowDown: (active + 1) % count,
      ArrowUp: (active - 1 + count) % count,
      PageDown: Math.min(active + 8, count - 1),
      PageUp: Math.max(active - 8, 0),
    };
    const target = moves[event.key];
    if (target !== undefined) {
      event.preventDefault();
      setActive(target);
      document.getElementById(optionId(target))?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onChoose(active);
    }
  };

  return {
    active,
    setActive,
    listProps: { id: listId, role: 'listbox' as const, 'aria-label': label },
    inputProps: {
      role: 'combobox' as const,
      'aria-expanded': true,
      'aria-controls': listId,
      'aria-autocomplete': 'list' as const,
      'aria-activedescendant': count > 0 ? optionId(active) : undefined,
      onKeyDown,
    },
    optionProps: (index: number) => ({
      id: optionId(index),
      role: 'option' as const,
      'aria-selected': index === active,
      onPointerMove: () => setActive(index),
      onClick: () => onChoose(index),
    }),
  };
}
