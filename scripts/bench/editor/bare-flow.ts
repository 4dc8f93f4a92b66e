/// <reference lib="dom" />
// The peer of the editor bench: React Flow with its own nodes and edges and nothing else. Runs in a browser.
import { type Edge, type Node, ReactFlow, useEdgesState, useNodesState, type Viewport } from '@xyflow/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

declare global {
  interface Window {
    /** Put there by the bench before this program runs. */
    bench: { nodes: Node[]; edges: Edge[]; viewport: Viewport };
  }
}

function BareFlow() {
  const [nodes, , onNodesChange] = useNodesState(window.bench.nodes);
  const [edges, , onEdgesChange] = useEdgesState(window.bench.edges);
  return createElement(ReactFlow, {
    nodes,
    edges,
    onNodesChange,
    onEdgesChange,
    defaultViewport: window.bench.viewport,
    minZoom: 0.05,
    panOnDrag: [1],
  });
}

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(createElement(BareFlow));
