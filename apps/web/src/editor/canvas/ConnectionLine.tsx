'use client';

import { type ConnectionLineComponentProps, useStore } from '@xyflow/react';
import { portColor } from '../../ui/PortShape';
import { edgePath } from '../drawing/edge-path';
import { outputTypes } from '../drawing/step-ports';
import { shapeOf } from '../step-look';
import { useEditor } from '../use-editor';
import { connectionReason } from './connection-ends';

/** The line while it is drawn, with the reason at the pointer when it may not end where it is. */
export function ConnectionLine(props: ConnectionLineComponentProps) {
  const { fromX, fromY, toX, toY, fromHandle, fromNode, toHandle } = props;
  const zoom = useStore((state) => state.transform[2]);
  const backward = fromHandle.type === 'target';
  const color = useEditor((state) => {
    const type = outputTypes(state.document).get(fromNode.id)?.[fromHandle.id ?? ''];
    return portColor(backward ? 'any' : shapeOf(type ?? 'Any'));
  });
  const reason = useEditor((state) =>
    toHandle === null ? null : connectionReason(state.document, fromHandle, toHandle),
  );
  const ends = backward ? { fromX: toX, fromY: toY, toX: fromX, toY: fromY } : { fromX, fromY, toX, toY };
  return (
    <g>
      <path
        d={edgePath(ends).d}
        fill="none"
        stroke={reason === null ? color : 'var(--danger)'}
        strokeWidth={2}
        vectorEffect="non-scaling-stroke"
      />
      {reason === null ? null : (
        <foreignObject
          x={toX + 14 / zoom}
          y={toY + 10 / zoom}
          width={280}
          height={80}
          style={{
            transform: `scale(${1 / zoom})`,
            transformOrigin: `${toX + 14 / zoom}px ${toY + 10 / zoom}px`,
            overflow: 'visible',
          }}
        >
          <p
            role="status"
            className="w-max max-w-[260px] rounded-control border border-border bg-surface px-2 py-1 text-12 text-danger shadow-float"
          >
            {reason}
          </p>
        </foreignObject>
      )}
    </g>
  );
}
