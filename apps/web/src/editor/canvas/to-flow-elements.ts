import type { Edge, Note, PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { findContract } from '@millrace/pipeline-core/steps';
import { type Edge as FlowEdge, type Node as FlowNode, type NodeHandle, Position } from '@xyflow/react';
import { portY, stepHeight, stepWidth } from '../drawing/step-ports';

type Place = { x: number; y: number };
export type Cache<Source, Element> = Map<string, { source: Source; selected: boolean; place: Place; element: Element }>;
export type FlowCache = { steps: Cache<Step, FlowNode>; notes: Cache<Note, FlowNode>; edges: Cache<Edge, FlowEdge> };

export function emptyFlowCache(): FlowCache {
  return { steps: new Map(), notes: new Map(), edges: new Map() };
}

export type FlowOptions = {
  document: PipelineDocument;
  selection: ReadonlySet<string>;
  /** Places of what is being dragged, not yet part of the document. */
  dragged: Readonly<Record<string, Place>>;
  cache: FlowCache;
};

/**
 * Nodes for the view. Sizes, handles and measures are declared: with culling on, the view waits for ever for nodes that
 * lack them. What did not change keeps its object, so that only what moved is drawn again.
 */
export function toFlowNodes({ document, selection, dragged, cache }: FlowOptions): FlowNode[] {
  const notes = Object.values(document.notes).map((note) =>
    reuse(
      cache.notes,
      { source: note, selected: selection.has(note.id), place: dragged[note.id] ?? note.position },
      noteNode,
    ),
  );
  const steps = Object.values(document.steps).map((step) =>
    reuse(
      cache.steps,
      { source: step, selected: selection.has(step.id), place: dragged[step.id] ?? step.position },
      stepNode,
    ),
  );
  return [...notes, ...steps];
}

function reuse<Source extends { id: string }>(
  cache: Cache<Source, FlowNode>,
  o: { source: Source; selected: boolean; place: Place },
  make: (o: { source: Source; selected: boolean; place: Place }) => FlowNode,
): FlowNode {
  const known = cache.get(o.source.id);
  const same =
    known !== undefined &&
    known.source === o.source &&
    known.selected === o.selected &&
    known.place.x === o.place.x &&
    known.place.y === o.place.y;
  if (same) return known.element;
  const element = make(o);
  cache.set(o.source.id, { ...o, element });
  return element;
}

function stepNode({ source, selected, place }: { source: Step; selected: boolean; place: Place }): FlowNode {
  const height = stepHeight(source.type);
  return {
    id: source.id,
    type: 'step',
    position: place,
    selected,
    width: stepWidth,
    height,
    measured: { width: stepWidth, height },
    handles: handlesOf(source.type),
    // The words of a chosen step may be longer than its place: they lie over its neighbours.
    zIndex: selected ? 1 : 0,
    data: {},
  };
}

function noteNode({ source, selected, place }: { source: Note; selected: boolean; place: Place }): FlowNode {
  return {
    id: source.id,
    type: 'note',
    position: place,
    selected,
    ...source.size,
    measured: source.size,
    handles: [],
    zIndex: -1,
    data: {},
  };
}

function handlesOf(type: string): NodeHandle[] {
  const contract = findContract(type);
  const side = (ports: string[], input: boolean) =>
    ports.map((id, index) => ({
      id,
      type: input ? ('target' as const) : ('source' as const),
      position: input ? Position.Left : Position.Right,
      x: input ? -1 : stepWidth - 1,
      y: portY(index, ports.length) - 1,
      width: 2,
      height: 2,
    }));
  return [...side(Object.keys(contract?.inputs ?? {}), true), ...side(Object.keys(contract?.outputs ?? {}), false)];
}

const nowhere: Place = { x: 0, y: 0 };

/** Lines for the view. */
export function toFlowEdges(
  document: PipelineDocument,
  selected: ReadonlySet<string>,
  cache: FlowCache['edges'],
): FlowEdge[] {
  return Object.values(document.edges).map((edge) => {
    const known = cache.get(edge.id);
    const chosen = selected.has(edge.id);
    if (known?.source === edge && known.selected === chosen) return known.element;
    const element: FlowEdge = {
      id: edge.id,
      type: 'line',
      source: edge.from.step,
      sourceHandle: edge.from.port,
      target: edge.to.step,
      targetHandle: edge.to.port,
      selected: chosen,
    };
    cache.set(edge.id, { source: edge, selected: chosen, place: nowhere, element });
    return element;
  });
}
