'use client';

import { edgeIdSchema } from '@millrace/pipeline-core/ids';
import { useReactFlow } from '@xyflow/react';
import { type DragEvent, useMemo } from 'react';
import { addByDrop } from '../actions/add-step';
import { stepDragType } from '../palette/step-drag';
import { useEditorContext } from '../use-editor';

/** Steps dragged from the palette: on a line they are inserted, elsewhere they stand where they are dropped. */
export function useDropping() {
  const context = useEditorContext();
  const flow = useReactFlow();
  return useMemo(() => {
    const { store } = context;
    const light = (dropEdge: string | null) => {
      if (store.getState().dropEdge !== dropEdge) store.getState().show({ dropEdge });
    };
    return {
      onDragOver(event: DragEvent) {
        if (!event.dataTransfer.types.includes(stepDragType)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        light(edgeUnder(event));
      },
      onDragLeave() {
        light(null);
      },
      onDrop(event: DragEvent) {
        const type = event.dataTransfer.getData(stepDragType);
        if (type === '') return;
        event.preventDefault();
        const edge = edgeUnder(event);
        light(null);
        const place = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
        addByDrop(context, {
          type,
          place: { x: place.x - 104, y: place.y - 24 },
          edge: edge === null ? null : edgeIdSchema.parse(edge),
        });
      },
    };
  }, [context, flow]);
}

function edgeUnder(event: DragEvent): string | null {
  const element = document.elementFromPoint(event.clientX, event.clientY)?.closest('.react-flow__edge');
  return element?.getAttribute('data-id') ?? null;
}
