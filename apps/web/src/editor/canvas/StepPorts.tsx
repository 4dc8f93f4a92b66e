'use client';

import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { Handle, Position } from '@xyflow/react';
import type { CSSProperties } from 'react';
import { PortShape } from '../../ui/PortShape';
import { labelRoom } from '../drawing/label-room';
import { outputTypes, type PortView, stepPorts } from '../drawing/step-ports';
import { shapeOf } from '../step-look';
import { useEditor, useEditorContext, useEditorShallow } from '../use-editor';

/** The ports of a step, on its border. */
export function StepPorts({ id, title }: { id: string; title: string }) {
  const { store } = useEditorContext();
  // Drawn again only when a type changes, as when a split is connected.
  useEditorShallow((state) => outputTypes(state.document).get(id) ?? {});
  const editable = useEditor((state) => state.editable);
  const { document } = store.getState();
  const step = document.steps[id];
  if (step === undefined) return null;
  const ports = stepPorts(document, step);
  return ports.map((port) => (
    <Port
      key={`${port.side}-${port.id}`}
      step={id}
      title={title}
      port={port}
      alone={ports.filter(({ side }) => side === port.side).length === 1}
      editable={editable}
    />
  ));
}

function Port(props: { step: string; title: string; port: PortView; alone: boolean; editable: boolean }) {
  const { step, title, port, alone, editable } = props;
  const fit = useEditor((state) => {
    const { connecting } = state;
    if (connecting === null) return undefined;
    const { from, fits } = connecting;
    if (from.step === step && from.port === port.id && from.side === port.side) return 'yes';
    return from.side !== port.side && fits.has(`${step}:${port.id}`) ? 'yes' : 'no';
  });
  // The only port of its side, connected: its shape says enough, and its label would stand on the count of the line.
  const plain = useEditor((state) => alone && isConnected(state.document, step, port));
  const room = useEditor((state) => labelRoom(state.document, step, port));
  const side = port.side === 'in' ? 'Input' : 'Output';
  const labelStyle: CSSProperties & Record<'--room', string> = { '--room': `${room}px` };
  return (
    <Handle
      id={port.id}
      type={port.side === 'in' ? 'target' : 'source'}
      position={port.side === 'in' ? Position.Left : Position.Right}
      className="port"
      style={{
        top: port.y - 1,
        left: port.side === 'in' ? -2 : undefined,
        right: port.side === 'in' ? undefined : -2,
        transform: 'none',
        ...labelStyle,
      }}
      isConnectable={editable}
      role="button"
      aria-keyshortcuts="C"
      aria-label={`${side} ${port.title} of ${title}`}
      data-fit={fit}
      data-side={port.side}
      data-plain={plain}
      data-roomy={room >= 64}
      data-port={port.id}
    >
      <PortShape type={shapeOf(port.type)} halo />
      <span className="port-label" aria-hidden>
        {port.title}
      </span>
    </Handle>
  );
}

const connected = new WeakMap<PipelineDocument['edges'], ReadonlySet<string>>();

/** Looked up in a set made once per change of the lines: every port asks at every change of the store. */
function isConnected(document: PipelineDocument, step: string, port: PortView): boolean {
  let ends = connected.get(document.edges);
  if (ends === undefined) {
    const edges = Object.values(document.edges);
    ends = new Set(edges.flatMap(({ from, to }) => [`out ${from.step} ${from.port}`, `in ${to.step} ${to.port}`]));
    connected.set(document.edges, ends);
  }
  return ends.has(`${port.side} ${step} ${port.id}`);
}
