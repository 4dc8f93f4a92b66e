'use client';

import { useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { boundsOf, viewportWith } from '../drawing/bounds';
import { selectedStep } from '../store/selectors';
import { useEditor, useEditorContext } from '../use-editor';
import { duration, edge } from './use-canvas-view';

/** The chosen step stays in view when a panel opens beside the canvas and takes of its width. */
export function useKeepInView(frame: RefObject<HTMLDivElement | null>): void {
  const { store } = useEditorContext();
  const flow = useReactFlow();
  const beside = useEditor((state) => selectedStep(state) !== null && (state.inspectorOpen || state.followed !== null));
  useEffect(() => {
    if (!beside) return;
    const bringIn = () => {
      const { document, selection, detail } = store.getState();
      const box = boundsOf(document, selection);
      const size = frame.current?.getBoundingClientRect();
      // What is being dragged is under the pointer.
      const dragging = frame.current?.querySelector('.react-flow__node.dragging') != null;
      if (box === null || size === undefined || dragging || detail === 'overview') return;
      const next = viewportWith(box, size, { view: flow.getViewport(), edge });
      if (next !== null) void flow.setViewport(next, { duration: duration() });
    };
    // How wide the canvas is now is known once the panel stands.
    let request = requestAnimationFrame(() => {
      request = requestAnimationFrame(bringIn);
    });
    return () => cancelAnimationFrame(request);
  }, [beside, store, flow, frame]);
}
