import type { EdgeChange, NodeChange } from '@xyflow/react';

type Place = { x: number; y: number };

export type NodeEdits = {
  /** Places while a drag goes on. */
  dragged: Record<string, Place>;
  /** Places where a drag has ended. */
  dropped: Record<string, Place>;
  selection: ReadonlySet<string> | null;
};

/** What the view reports, in our words: the one seam between its events and our operations. */
export function fromNodeChanges(changes: readonly NodeChange[], selection: ReadonlySet<string>): NodeEdits {
  const edits: NodeEdits = { dragged: {}, dropped: {}, selection: null };
  for (const change of changes) {
    if (change.type === 'position' && change.position !== undefined) {
      const place = { x: Math.round(change.position.x), y: Math.round(change.position.y) };
      if (change.dragging === true) edits.dragged[change.id] = place;
      else edits.dropped[change.id] = place;
    }
    if (change.type === 'select') edits.selection = withChange(edits.selection ?? selection, change);
  }
  return edits;
}

export function fromEdgeChanges(
  changes: readonly EdgeChange[],
  selection: ReadonlySet<string>,
): ReadonlySet<string> | null {
  let result: ReadonlySet<string> | null = null;
  for (const change of changes) if (change.type === 'select') result = withChange(result ?? selection, change);
  return result;
}

function withChange(selection: ReadonlySet<string>, change: { id: string; selected: boolean }): ReadonlySet<string> {
  const next = new Set(selection);
  if (change.selected) next.add(change.id);
  else next.delete(change.id);
  return next;
}
