'use client';

import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { columnsIn, columnsText, fitsAddress } from './address-text';

/**
 * A text of the page that is part of its address: it survives a reload and can be sent to a colleague. One that is too long
 * for that is kept on the page alone.
 */
export function useInAddress(name: string): [string, (next: string) => void] {
  const search = useSearchParams();
  const [value, setValue] = useState(search.get(name) ?? '');
  const change = (next: string) => {
    setValue(next);
    const params = new URLSearchParams(window.location.search);
    if (next === '' || !fitsAddress(next)) params.delete(name);
    else params.set(name, next);
    window.history.replaceState(window.history.state, '', `?${params}`);
  };
  return [value, change];
}

/** The same for a list of columns; what the address holds else is none. */
export function useColumnsInAddress(name: string): [string[], (next: readonly string[]) => void] {
  const [text, setText] = useInAddress(name);
  return [columnsIn(text), (next) => setText(columnsText(next))];
}
