'use client';

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { scrollScale } from './row-window';

/**
 * Scroll position in logical px (row × 28), exact even where the scroll bar is scaled: the wheel and the keyboard move
 * the logical offset and the bar follows; only dragging the bar goes the other way.
 */
export function useRowScroll(options: { element: RefObject<HTMLDivElement | null>; rowCount: number; header: number }) {
  const { element, rowCount, header } = options;
  const [viewport, setViewport] = useState(0);
  const [top, setTop] = useState(0);
  const [barTop, setBarTop] = useState(0);
  const ours = useRef<number | null>(null);
  const { ratio, spacerHeight, fullHeight } = scrollScale(rowCount, viewport);

  useLayoutEffect(() => {
    const node = element.current;
    if (!node) return;
    const observer = new ResizeObserver(() => setViewport(Math.max(0, node.clientHeight - header)));
    observer.observe(node);
    return () => observer.disconnect();
  }, [element, header]);

  const moveTo = useCallback(
    (wanted: number) => {
      const node = element.current;
      if (!node) return;
      const next = Math.min(Math.max(0, wanted), Math.max(0, fullHeight - viewport));
      node.scrollTop = next / ratio;
      ours.current = node.scrollTop;
      setTop(next);
      setBarTop(node.scrollTop);
    },
    [element, fullHeight, viewport, ratio],
  );

  const onScroll = useCallback(() => {
    const node = element.current;
    if (!node || ours.current === node.scrollTop) return;
    ours.current = null;
    setBarTop(node.scrollTop);
    setTop(Math.min(node.scrollTop * ratio, Math.max(0, fullHeight - viewport)));
  }, [element, fullHeight, viewport, ratio]);

  // One notch of the wheel must move three rows, not three thousand; React attaches wheel listeners passively.
  useEffect(() => {
    const node = element.current;
    if (!node || ratio === 1) return;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      moveTo(top + event.deltaY * (event.deltaMode === 1 ? 28 : 1));
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  }, [element, ratio, moveTo, top]);

  return { top, barTop, viewport, spacerHeight, moveTo, onScroll };
}
