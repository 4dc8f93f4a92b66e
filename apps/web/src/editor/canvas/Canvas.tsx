'use client';

import '@xyflow/react/dist/base.css';
import './canvas.css';
import {
  type EdgeTypes,
  type NodeTypes,
  PanOnScrollMode,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
} from '@xyflow/react';
import { type RefObject, useEffect, useRef } from 'react';
import type { CanvasView } from '../actions/define-action';
import { boundsOf, readableZoom, viewportFor } from '../drawing/bounds';
import { useEditor, useEditorContext } from '../use-editor';
import { CanvasControls } from './CanvasControls';
import { CanvasDots } from './CanvasDots';
import { CanvasMenu } from './CanvasMenu';
import { CanvasOverview } from './CanvasOverview';
import { ConnectionLine } from './ConnectionLine';
import { EdgePeek } from './EdgePeek';
import { EmptyCanvas } from './EmptyCanvas';
import { FindBox } from './FindBox';
import { KeyboardLines } from './KeyboardLines';
import { NoteNode } from './NoteNode';
import { StepEdge } from './StepEdge';
import { StepNode } from './StepNode';
import { useCanvasView } from './use-canvas-view';
import { useClipboardEvents } from './use-clipboard-events';
import { useConnecting } from './use-connecting';
import { useDropping } from './use-dropping';
import { useFlowElements } from './use-flow-elements';
import { usePointerEvents } from './use-pointer-events';
import { usePointing } from './use-pointing';

const nodeTypes: NodeTypes = { step: StepNode, note: NoteNode };
const edgeTypes: EdgeTypes = { line: StepEdge };
const noKeys = null;
/** From this many steps on only those in the window are drawn. Below, drawing what comes into view costs more than it saves. */
const cullingFrom = 400;

/** The drawing. The only part that knows React Flow: everything it reports is translated into our operations. */
export function Canvas({ view }: { view: RefObject<CanvasView | null> }) {
  return (
    <ReactFlowProvider>
      <FlowCanvas view={view} />
    </ReactFlowProvider>
  );
}

function FlowCanvas({ view: viewRef }: { view: RefObject<CanvasView | null> }) {
  const { store } = useEditorContext();
  const frame = useRef<HTMLDivElement>(null);
  const { view, takePointer } = useCanvasView({ store, frame });
  useEffect(() => {
    viewRef.current = view;
  }, [view, viewRef]);
  const count = useEditor((state) => Object.keys(state.document.steps).length);
  const detail = useEditor((state) => state.detail);
  const editable = useEditor((state) => state.editable);
  const [pointing, setPointing] = usePointing();
  const elements = useFlowElements();
  const connecting = useConnecting();
  const dropping = useDropping();
  const pointer = usePointerEvents();
  useClipboardEvents();
  const mouse = pointing === 'mouse';
  return (
    <CanvasMenu>
      <div
        ref={frame}
        className="canvas relative h-full min-h-0 w-full"
        data-detail={detail}
        data-canvas=""
        onPointerMove={(event) => takePointer({ x: event.clientX, y: event.clientY })}
        {...dropping}
      >
        <CanvasDots />
        <ReactFlow
          {...elements}
          {...connecting}
          {...pointer}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          connectionLineComponent={ConnectionLine}
          aria-label={`Canvas, ${count} steps`}
          role="region"
          nodesDraggable={editable}
          nodesConnectable={editable}
          nodesFocusable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          onlyRenderVisibleElements={count > cullingFrom}
          elevateNodesOnSelect={false}
          minZoom={0.05}
          maxZoom={2}
          zoomOnDoubleClick={false}
          nodeDragThreshold={4}
          connectionRadius={28}
          selectionOnDrag={mouse}
          selectionMode={SelectionMode.Partial}
          panOnDrag={mouse ? [1] : [0, 1]}
          panOnScroll={!mouse}
          panOnScrollMode={PanOnScrollMode.Free}
          zoomOnScroll={mouse}
          panActivationKeyCode="Space"
          selectionKeyCode={mouse ? noKeys : 'Shift'}
          multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
          deleteKeyCode={noKeys}
          onMoveStart={(event) => {
            if (event instanceof MouseEvent && !(event instanceof WheelEvent))
              frame.current?.setAttribute('data-panning', '');
          }}
          onMoveEnd={() => frame.current?.removeAttribute('data-panning')}
          onInit={(flow) => {
            const box = boundsOf(store.getState().document);
            const size = frame.current?.getBoundingClientRect();
            if (box !== null && size !== undefined)
              void flow.setViewport(viewportFor(box, size, { least: readableZoom }));
          }}
        />
        {detail === 'overview' ? <CanvasOverview /> : null}
        {count === 0 ? <EmptyCanvas /> : null}
        <FindBox />
        <EdgePeek />
        <KeyboardLines />
        <CanvasControls pointing={pointing} onPointing={setPointing} />
      </div>
    </CanvasMenu>
  );
}
