'use client';

import { stepIdSchema } from '@millrace/pipeline-core/ids';
import type { FinalConnectionState, InternalNode, IsValidConnection, OnConnect, OnConnectStart } from '@xyflow/react';
import { useReactFlow } from '@xyflow/react';
import { useMemo, useRef } from 'react';
import { connectPorts } from '../actions/add-step';
import { fittingPorts, linksBetween } from '../drawing/find-connections';
import type { PortEnd } from '../store/session-slice';
import { useEditorContext } from '../use-editor';
import { connectionReason, endOf } from './connection-ends';

/** Drawing a line: which ports may take it, what a drop on a port, on a step or into empty space means. */
export function useConnecting() {
  const context = useEditorContext();
  const flow = useReactFlow();
  const made = useRef(false);
  return useMemo(() => {
    const { store } = context;
    const onConnectStart: OnConnectStart = (_event, { nodeId, handleId, handleType }) => {
      if (nodeId === null) return;
      made.current = false;
      const from = endOf({ nodeId, id: handleId, type: handleType });
      store.getState().show({ connecting: { from, fits: fittingPorts(store.getState().document, from) }, peek: null });
    };
    const onConnect: OnConnect = ({ source, sourceHandle, target, targetHandle }) => {
      made.current = true;
      connectPorts(
        context,
        endOf({ nodeId: source, id: sourceHandle, type: 'source' }),
        endOf({ nodeId: target, id: targetHandle, type: 'target' }),
      );
    };
    const isValidConnection: IsValidConnection = ({ source, sourceHandle, target, targetHandle }) =>
      connectionReason(
        store.getState().document,
        { nodeId: source, id: sourceHandle ?? '', type: 'source' },
        { nodeId: target, id: targetHandle ?? '', type: 'target' },
      ) === null;
    const onConnectEnd = (event: MouseEvent | TouchEvent, state: FinalConnectionState<InternalNode>) => {
      store.getState().show({ connecting: null });
      if (made.current || state.fromHandle === null || event instanceof KeyboardEvent) return;
      const from = endOf(state.fromHandle);
      const at = pointOf(event);
      if (state.toHandle !== null && state.toHandle !== state.fromHandle) {
        connectPorts(context, from, endOf(state.toHandle));
        return;
      }
      const step = stepUnder(at);
      if (step === from.step) return;
      if (step !== null) dropOnStep(from, step);
      else if (!event.altKey) store.getState().show({ quickAdd: { at, place: placeFor(from, at), from } });
    };
    const placeFor = (from: PortEnd, at: { x: number; y: number }) => {
      const place = flow.screenToFlowPosition(at);
      return { x: place.x - (from.side === 'in' ? 208 : 0), y: place.y - 24 };
    };
    const dropOnStep = (from: PortEnd, step: string) => {
      const { document } = store.getState();
      const other = stepIdSchema.parse(step);
      const link =
        from.side === 'out'
          ? linksBetween(document, { from: from.step, output: from.port, to: other })[0]
          : linksBetween(document, { from: other, to: from.step, input: from.port })[0];
      if (link !== undefined) connectPorts(context, { ...link.from, side: 'out' }, { ...link.to, side: 'in' });
      else
        context.effects.notify({
          title: 'Not connected',
          detail: 'No port of this step fits the line.',
          tone: 'warning',
        });
    };
    return { onConnectStart, onConnect, onConnectEnd, isValidConnection };
  }, [context, flow]);
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : undefined;
  if (touch !== undefined) return { x: touch.clientX, y: touch.clientY };
  return 'clientX' in event ? { x: event.clientX, y: event.clientY } : { x: 0, y: 0 };
}

function stepUnder(at: { x: number; y: number }): string | null {
  const element = document.elementFromPoint(at.x, at.y)?.closest<HTMLElement>('[data-step]');
  return element?.dataset.step ?? null;
}
