'use client';

import type { Edge, EdgeChange, Node, NodeChange, OnMove } from '@xyflow/react';
import { useCallback, useMemo, useState } from 'react';
import { overviewBelow } from '../drawing/bounds';
import type { Detail } from '../store/session-slice';
import { useEditor, useEditorContext } from '../use-editor';
import { fromEdgeChanges, fromNodeChanges } from './from-flow-changes';
import { emptyFlowCache, toFlowEdges, toFlowNodes } from './to-flow-elements';

type Place = { x: number; y: number };
const nothingDragged: Readonly<Record<string, Place>> = {};
const none: never[] = [];

/** Nodes and edges for the view, and what it does to them translated back. */
export function useFlowElements() {
  const { store } = useEditorContext();
  const document = useEditor((state) => state.document);
  const selection = useEditor((state) => state.selection);
  const selectedEdges = useEditor((state) => state.selectedEdges);
  const overview = useEditor((state) => state.detail === 'overview');
  const [dragged, setDragged] = useState(nothingDragged);
  const [cache] = useState(emptyFlowCache);
  const nodes: Node[] = useMemo(
    () => toFlowNodes({ document, selection, dragged, cache }),
    [document, selection, dragged, cache],
  );
  const edges: Edge[] = useMemo(
    () => toFlowEdges(document, selectedEdges, cache.edges),
    [document, selectedEdges, cache],
  );
  const onNodesChange = useCallback(
    (changes: NodeChange[]) => {
      const { selection: before, select, selectedEdges: chosenEdges, edit } = store.getState();
      const edits = fromNodeChanges(changes, before);
      if (edits.selection !== null) select(edits.selection, edits.selection.size === 0 ? chosenEdges : []);
      if (Object.keys(edits.dragged).length > 0) setDragged((places) => ({ ...places, ...edits.dragged }));
      if (Object.keys(edits.dropped).length > 0) {
        setDragged(nothingDragged);
        edit({ op: 'move', positions: edits.dropped });
      }
    },
    [store],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange[]) => {
      const { selectedEdges: before, selection: chosen, select } = store.getState();
      const next = fromEdgeChanges(changes, before);
      if (next !== null) select(chosen, next);
    },
    [store],
  );
  const onMove: OnMove = useCallback(
    (_event, { zoom }) => {
      const detail = detailAt(zoom, Object.keys(store.getState().document.steps).length);
      if (detail !== store.getState().detail) store.getState().show({ detail, peek: null });
    },
    [store],
  );
  return { nodes: overview ? none : nodes, edges: overview ? none : edges, onNodesChange, onEdgesChange, onMove };
}

/** How much to show of so many steps at a zoom. */
export function detailAt(zoom: number, steps: number): Detail {
  if (zoom < overviewBelow(steps)) return 'overview';
  if (zoom < 0.5) return 'few';
  return zoom > 0.8 ? 'labels' : 'normal';
}
