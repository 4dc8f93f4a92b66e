'use client';

import type { ListLook } from '@millrace/pipeline-core/tracking';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { lookFromAddress, lookToAddress, mostInAddress } from './look-address';

export type Look = ReturnType<typeof useLook>;

/** How the list is looked at; part of the address, so that it survives a reload and can be sent to a colleague. */
export function useLook() {
  const search = useSearchParams();
  const [look, setLook] = useState(() => lookFromAddress(search));
  const [view, setView] = useState(() => search.get('view'));
  const show = (next: ListLook, name: string | null) => {
    setLook(next);
    setView(name);
    const address = lookToAddress(next, name).toString();
    if (address.length > mostInAddress) return;
    window.history.replaceState(window.history.state, '', address === '' ? window.location.pathname : `?${address}`);
  };
  return {
    look,
    /** Name of the saved view that was opened last; the look may have changed since. */
    view,
    change: (part: Partial<ListLook>) => show({ ...look, ...part }, view),
    show,
  };
}
