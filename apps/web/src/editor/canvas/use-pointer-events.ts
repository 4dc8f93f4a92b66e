'use client';

import { edgeIdSchema } from '@millrace/pipeline-core/ids';
import { type Edge, type Node, useReactFlow } from '@xyflow/react';
import { type MouseEvent, useMemo } from 'react';
import { useEditorContext } from '../use-editor';
import { peekTiming } from './peek-timing';

/** The pointer rests so long on a line before its rows are asked for: crossing lines asks for nothing. */
const peekDelay = 400;

/** Clicks and hovers on the canvas. */
export function usePointerEvents() {
  const { store } = useEditorContext();
  const flow = useReactFlow();
  return useMemo(() => {
    const peek = peekTiming(store);
    const at = (event: MouseEvent) => ({ x: event.clientX, y: event.clientY });
    return {
      /** A right click means what is under it, unless that is part of a selection. */
      onContextMenuCapture(event: MouseEvent) {
        const { selection, selectedEdges, select } = store.getState();
        const thing =
          event.target instanceof Element ? event.target.closest('.react-flow__node, .react-flow__edge') : null;
        const id = thing?.getAttribute('data-id') ?? null;
        if (id === null) select([]);
        else if (thing?.classList.contains('react-flow__edge') && !selectedEdges.has(id)) select([], [id]);
        else if (thing?.classList.contains('react-flow__node') && !selection.has(id)) select([id]);
      },
      onNodeClick(_event: MouseEvent, node: Node) {
        store.getState().show({ focused: node.id });
      },
      onNodeDoubleClick(event: MouseEvent, node: Node) {
        event.stopPropagation();
        if (node.type === 'step') store.getState().openInspector('settings');
      },
      onNodeMouseEnter(event: MouseEvent, node: Node) {
        // While something is dragged or the canvas is moved, what passes under the pointer is not meant.
        if (event.buttons === 0) store.getState().show({ hovered: node.id });
      },
      onNodeMouseLeave(event: MouseEvent) {
        if (event.buttons === 0) store.getState().show({ hovered: null });
      },
      onEdgeMouseEnter(event: MouseEvent, edge: Edge) {
        if (event.buttons === 0) peek.open({ edge: edgeIdSchema.parse(edge.id), at: at(event) }, peekDelay);
        else peek.keep();
      },
      onEdgeMouseMove(event: MouseEvent, edge: Edge) {
        if (event.buttons === 0) peek.move({ edge: edgeIdSchema.parse(edge.id), at: at(event) }, peekDelay);
      },
      onEdgeMouseLeave() {
        // Time to reach the box itself; it keeps itself open while the pointer is on it.
        peek.close(250);
      },
      onEdgeClick(_event: MouseEvent, edge: Edge) {
        peek.keep();
        const { document, show } = store.getState();
        const from = document.edges[edge.id]?.from;
        if (from !== undefined) show({ pinned: from, bottomOpen: true, bottomTab: 'data', peek: null });
      },
      onEdgeDoubleClick(event: MouseEvent, edge: Edge) {
        const place = flow.screenToFlowPosition(at(event));
        if (store.getState().editable)
          store.getState().show({
            quickAdd: {
              at: at(event),
              place: { x: place.x - 104, y: place.y - 24 },
              edge: edgeIdSchema.parse(edge.id),
            },
          });
      },
      onPaneClick(event: MouseEvent) {
        const { detail, select, selectedEdges } = store.getState();
        if (selectedEdges.size > 0) select([]);
        if (detail !== 'overview') return;
        const place = flow.screenToFlowPosition(at(event));
        void flow.setCenter(place.x, place.y, { zoom: 0.6, duration: 160 });
      },
      onDoubleClick(event: MouseEvent) {
        const onPane = event.target instanceof Element && event.target.classList.contains('react-flow__pane');
        if (!onPane || !store.getState().editable || store.getState().detail === 'overview') return;
        const place = flow.screenToFlowPosition(at(event));
        store.getState().show({ quickAdd: { at: at(event), place: { x: place.x - 20, y: place.y - 24 } } });
      },
    };
  }, [store, flow]);
}
