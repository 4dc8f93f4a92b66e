'use client';

import { useReactFlow, useStoreApi } from '@xyflow/react';
import { type RefObject, useMemo, useRef } from 'react';
import type { CanvasView } from '../actions/define-action';
import { boundsOf, viewportFor } from '../drawing/bounds';
import type { EditorStore } from '../store/editor-store';

type Place = { x: number; y: number };

function duration(): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160;
}

/** What actions may do with the window on the canvas. Fits by our own bounds: the view's needs every node measured. */
export function useCanvasView(o: { store: EditorStore; frame: RefObject<HTMLDivElement | null> }): {
  view: CanvasView;
  takePointer(at: Place): void;
} {
  const flow = useReactFlow();
  const api = useStoreApi();
  const last = useRef<Place | null>(null);
  const { store, frame } = o;
  return useMemo(() => {
    const size = () => ({ width: api.getState().width, height: api.getState().height });
    const view: CanvasView = {
      fit(ids) {
        const box = boundsOf(store.getState().document, ids);
        if (box !== null) void flow.setViewport(viewportFor(box, size()), { duration: duration() });
      },
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: duration() }),
      zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: duration() }),
      reveal(id) {
        const box = boundsOf(store.getState().document, new Set([id]));
        if (box === null) return;
        const { x, y, zoom } = flow.getViewport();
        const [left, top] = [box.x * zoom + x, box.y * zoom + y];
        const { width, height } = size();
        const inside =
          left > 8 && top > 8 && left + box.width * zoom < width - 8 && top + box.height * zoom < height - 8;
        if (!inside || zoom < 0.3) {
          const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
          void flow.setCenter(center.x, center.y, { zoom: Math.max(zoom, 0.5), duration: duration() });
        }
        focusSoon(frame.current, id);
      },
      pointer() {
        const box = frame.current?.getBoundingClientRect() ?? new DOMRect();
        const at = last.current ?? { x: box.left + box.width / 2, y: box.top + box.height / 3 };
        return { at, place: flow.screenToFlowPosition(at) };
      },
    };
    return {
      view,
      takePointer: (at) => {
        last.current = at;
      },
    };
  }, [flow, api, store, frame]);
}

/** Gives a step the keyboard; it may be drawn only after the window has moved to it. */
function focusSoon(frame: HTMLElement | null, id: string, tries = 12): void {
  requestAnimationFrame(() => {
    const element = frame?.querySelector<HTMLElement>(`[data-step="${id}"], [data-note="${id}"]`);
    if (element) element.focus({ preventScroll: true });
    else if (tries > 0) focusSoon(frame, id, tries - 1);
  });
}
