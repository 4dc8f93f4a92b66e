/// <reference lib="dom" />
// The peer of the editor bench: React Flow with its own nodes and edges and nothing else. Runs in a browser.
import { type Edge, type Node, ReactFlow, useEdgesState, useNodesState, type Viewport } from '@xyflow/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

type Drawing = { nodes: Node[]; edges: Edge[]; viewport: Viewport };

const text = document.getElementById('drawing')?.textContent ?? '';
const drawing = JSON.parse(text) as Drawing; // the bench wrote it into this page from the same shape

function BareFlow() {
  const [nodes, , onNodesChange] = useNodesState(drawing.nodes);
  const [edges, , onEdgesChange] = useEdgesState(drawing.edges);
  return createElement(ReactFlow, {
    nodes,
    edges,
    onNodesChange,
    onEdgesChange,
    defaultViewport: drawing.viewport,
    minZoom: 0.05,
    panOnDrag: [1],
  });
}

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(createElement(BareFlow));
