'use client';

import type { EdgeProps } from '@xyflow/react';
import { type CSSProperties, memo, useMemo } from 'react';
import { formatShape } from '../../lib/format-number';
import { portColor } from '../../ui/PortShape';
import { edgePath } from '../drawing/edge-path';
import { knownTable, schemaChange } from '../drawing/schema-change';
import { outputTypes } from '../drawing/step-ports';
import { shapeOf } from '../step-look';
import type { EditorState } from '../store/editor-store';
import { useEditor } from '../use-editor';

/** A line: colour of its type, 1.5 px at any zoom, with the count of what flows along it. */
export const StepEdge = memo(function StepEdge(props: EdgeProps) {
  const { id, source, target, sourceHandleId, sourceX, sourceY, targetX, targetY } = props;
  const port = sourceHandleId ?? '';
  const type = useEditor((state) => outputTypes(state.document).get(source)?.[port] ?? 'Any');
  const fresh = useEditor((state) => state.stepRuns[source]?.outputs[port] !== undefined);
  const flowing = useEditor((state) => state.run?.status === 'running' && state.stepRuns[target]?.status === 'running');
  const drop = useEditor((state) => state.dropEdge === id);
  const path = useMemo(
    () => edgePath({ fromX: sourceX, fromY: sourceY, toX: targetX, toY: targetY }),
    [sourceX, sourceY, targetX, targetY],
  );
  const color: CSSProperties & Record<'--line-color', string> = { '--line-color': portColor(shapeOf(type)) };
  return (
    <g style={color}>
      <path d={path.d} className="line" data-fresh={fresh} data-drop={drop} />
      {flowing ? <path d={path.d} className="line-flow" /> : null}
      <path d={path.d} className="line-hit" />
      <Count
        source={source}
        port={port}
        x={path.labelX}
        // Between close steps the count stands above the labels of their ports.
        y={path.labelY - (targetX > sourceX && targetX - sourceX < 120 ? 12 : 0)}
        type={type}
      />
    </g>
  );
});

const tabular = new Set(['Table', 'Split', 'Predictions']);

/** Rows and columns as run, or as known while drawing; null for what is no table. */
export function shapeText(state: EditorState, source: string, port: string): string | null {
  const table = state.stepRuns[source]?.outputs[port]?.table;
  if (table !== undefined) return formatShape(table.rows, table.columns.length);
  const step = state.document.steps[source];
  const schema = step === undefined ? undefined : state.inferences.get(step.id)?.outputs[port];
  const known = knownTable(schema);
  return known?.rows === undefined
    ? null
    : formatShape(known.rows, schema?.kind === 'known' ? known.columns.length : null);
}

function Count(props: { source: string; port: string; x: number; y: number; type: string }) {
  const { source, port, x, y } = props;
  const shape = useEditor((state) => (tabular.has(props.type) ? shapeText(state, source, port) : null));
  const change = useEditor((state) => {
    const step = tabular.has(props.type) ? state.document.steps[source] : undefined;
    const found = step === undefined ? null : schemaChange(state.inferences.get(step.id), port);
    return found === null ? '' : `${found.added.length} ${found.removed.length} ${found.retyped.length}`;
  });
  if (shape === null && change === '') return null;
  const [added = 0, removed = 0, retyped = 0] = change.split(' ').map(Number);
  return (
    <text x={x} y={y - 8} textAnchor="middle" className="line-count" aria-hidden>
      {shape}
      {added > 0 ? <tspan className="add">{` +${added}`}</tspan> : null}
      {removed > 0 ? <tspan className="drop">{` −${removed}`}</tspan> : null}
      {retyped > 0 ? <tspan>{` ~${retyped}`}</tspan> : null}
    </text>
  );
}
