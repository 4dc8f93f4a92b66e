'use client';

import { useReactFlow, useStoreApi } from '@xyflow/react';
import { type RefObject, useMemo, useRef } from 'react';
import type { CanvasView } from '../actions/define-action';
import { boundsOf, overviewBelow, viewportFor, viewportForAll } from '../drawing/bounds';
import type { EditorStore } from '../store/editor-store';

/** Nearer to the edge of the window than this, a step counts as out of view. */
export const edge = 24;

type Place = { x: number; y: number };

/** How long the window on the canvas takes to move. */
export function duration(): number {
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
    const moveIntoView = (id: string) => {
      const box = boundsOf(store.getState().document, new Set([id]));
      const frameBox = frame.current?.getBoundingClientRect();
      if (box === null || frameBox === undefined) return;
      const { x, y, zoom } = flow.getViewport();
      const [left, top] = [box.x * zoom + x, box.y * zoom + y];
      const inside =
        left > edge &&
        top > edge &&
        left + box.width * zoom < frameBox.width - edge &&
        top + box.height * zoom < frameBox.height - edge;
      if (inside && zoom >= overviewBelow(Object.keys(store.getState().document.steps).length)) return;
      const next = Math.max(zoom, 0.5);
      const place = {
        x: frameBox.width / 2 - (box.x + box.width / 2) * next,
        y: frameBox.height / 2 - (box.y + box.height / 2) * next,
      };
      void flow.setViewport({ ...place, zoom: next }, { duration: duration() });
    };
    const view: CanvasView = {
      size,
      fit(ids, least) {
        const { document } = store.getState();
        const box = boundsOf(document, ids);
        if (box === null) return;
        const steps = ids?.size ?? Object.keys(document.steps).length;
        const place = least === undefined ? viewportForAll(box, size(), steps) : viewportFor(box, size(), { least });
        void flow.setViewport(place, { duration: duration() });
      },
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: duration() }),
      zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: duration() }),
      reveal(id, { keyboard } = { keyboard: true }) {
        // Choosing the step may open a panel beside the canvas: what is in view is known once that stands.
        requestAnimationFrame(() => requestAnimationFrame(() => moveIntoView(id)));
        if (keyboard) focusSoon(frame.current, id);
      },
      middle() {
        const box = frame.current?.getBoundingClientRect() ?? new DOMRect();
        return flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
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
