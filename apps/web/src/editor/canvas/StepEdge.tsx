'use client';

import type { EdgeProps } from '@xyflow/react';
import { type CSSProperties, memo, useMemo } from 'react';
import { formatShape } from '../../lib/format-number';
import { portColor } from '../../ui/PortShape';
import { type Ends, edgePath } from '../drawing/edge-path';
import { type Route, routesOf } from '../drawing/route-edges';
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
  const ends = { fromX: sourceX, fromY: sourceY, toX: targetX, toY: targetY };
  const routed = useEditor((state) => routeFor(state, id, ends)?.d);
  const trunk = useEditor((state) => hasTrunk(state, source, port));
  const curve = useMemo(
    () => edgePath({ fromX: sourceX, fromY: sourceY, toX: targetX, toY: targetY }),
    [sourceX, sourceY, targetX, targetY],
  );
  const d = routed ?? curve.d;
  const color: CSSProperties & Record<'--line-color', string> = { '--line-color': portColor(shapeOf(type)) };
  return (
    <g style={color}>
      <path d={d} className="line" data-fresh={fresh} data-drop={drop} />
      {flowing ? <path d={d} className="line-flow" /> : null}
      <path d={d} className="line-hit" />
      {routed === undefined ? (
        <Count
          source={source}
          port={port}
          x={curve.labelX}
          // Between close steps the count stands above the labels of their ports.
          y={curve.labelY - (targetX > sourceX && targetX - sourceX < closeSteps ? 12 : 0)}
          room={targetX > sourceX ? targetX - sourceX - (trunk ? trunkRoom : 0) : Number.POSITIVE_INFINITY}
          type={type}
        />
      ) : null}
    </g>
  );
});

/** The way round what stands between the ends; while one of them is being dragged there is none yet. */
function routeFor(state: EditorState, id: string, ends: Ends): Route | undefined {
  const route = routesOf(state.document).get(id);
  if (route === undefined) return undefined;
  const near = (a: number, b: number) => Math.abs(a - b) < 3;
  const same =
    near(route.fromX, ends.fromX) &&
    near(route.fromY, ends.fromY) &&
    near(route.toX, ends.toX) &&
    near(route.toY, ends.toY);
  return same ? route : undefined;
}

/** Nearer than this, the labels of two ports reach to the middle of their line. */
const closeSteps = 240;

/** What the upright piece of lines led round other steps takes beside their output. */
const trunkRoom = 36;

function hasTrunk({ document }: EditorState, step: string, port: string): boolean {
  const routes = routesOf(document);
  if (routes.size === 0) return false;
  return Object.values(document.edges).some(
    ({ id, from }) => from.step === step && from.port === port && routes.has(id),
  );
}

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

/** About the width of a letter of the count. */
const letter = 6.5;

function Count(props: { source: string; port: string; x: number; y: number; room: number; type: string }) {
  const { source, port, x, y, room } = props;
  const shape = useEditor((state) => (tabular.has(props.type) ? shapeText(state, source, port) : null));
  const change = useEditor((state) => {
    const step = tabular.has(props.type) ? state.document.steps[source] : undefined;
    const found = step === undefined ? null : schemaChange(state.inferences.get(step.id), port);
    return found === null ? '' : `${found.added.length} ${found.removed.length} ${found.retyped.length}`;
  });
  const [added = 0, removed = 0, retyped = 0] = change.split(' ').map(Number);
  const changes = [added > 0 ? ` +${added}` : '', removed > 0 ? ` −${removed}` : '', retyped > 0 ? ` ~${retyped}` : ''];
  const fits = (text: string) => text.length * letter < room;
  // What has no room between two steps is left out: the change first, it is in the box that opens over the line.
  if (shape === null ? change === '' || !fits(changes.join('')) : !fits(shape)) return null;
  const whole = fits(`${shape ?? ''}${changes.join('')}`);
  return (
    <text x={x} y={y - 8} textAnchor="middle" className="line-count" aria-hidden>
      {shape}
      {whole ? <tspan className="add">{changes[0]}</tspan> : null}
      {whole ? <tspan className="drop">{changes[1]}</tspan> : null}
      {whole ? <tspan>{changes[2]}</tspan> : null}
    </text>
  );
}
