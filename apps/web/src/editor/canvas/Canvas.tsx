'use client';

import '@xyflow/react/dist/base.css';
import './canvas.css';
import './far-steps.css';
import './note-card.css';
import {
  type EdgeTypes,
  type NodeTypes,
  PanOnScrollMode,
  ReactFlow,
  type ReactFlowInstance,
  type ReactFlowProps,
  ReactFlowProvider,
  SelectionMode,
} from '@xyflow/react';
import { type RefObject, useEffect, useRef } from 'react';
import type { CanvasView } from '../actions/define-action';
import { boundsOf, viewportAtFirst } from '../drawing/bounds';
import { useEditor, useEditorContext } from '../use-editor';
import { CanvasControls } from './CanvasControls';
import { CanvasDots } from './CanvasDots';
import { CanvasMenu } from './CanvasMenu';
import { CanvasOverview } from './CanvasOverview';
import { ConnectionLine } from './ConnectionLine';
import { EdgePeek } from './EdgePeek';
import { EmptyCanvas } from './EmptyCanvas';
import { FindBox } from './FindBox';
import { FoldRegions } from './FoldRegions';
import { KeyboardLines } from './KeyboardLines';
import { NoteNode } from './NoteNode';
import { StepEdge } from './StepEdge';
import { StepNode } from './StepNode';
import { useCanvasView } from './use-canvas-view';
import { useClipboardEvents } from './use-clipboard-events';
import { useConnecting } from './use-connecting';
import { useDropping } from './use-dropping';
import { useFlowElements } from './use-flow-elements';
import { useKeepInView } from './use-keep-in-view';
import { usePointerEvents } from './use-pointer-events';
import { type Pointing, usePointing } from './use-pointing';

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

const flowSettings = {
  nodeTypes,
  edgeTypes,
  connectionLineComponent: ConnectionLine,
  role: 'region',
  nodesFocusable: false,
  edgesFocusable: false,
  disableKeyboardA11y: true,
  elevateNodesOnSelect: false,
  minZoom: 0.05,
  maxZoom: 2,
  zoomOnDoubleClick: false,
  nodeDragThreshold: 4,
  connectionRadius: 28,
  selectionMode: SelectionMode.Partial,
  panOnScrollMode: PanOnScrollMode.Free,
  panActivationKeyCode: 'Space',
  multiSelectionKeyCode: ['Shift', 'Meta', 'Control'],
  deleteKeyCode: noKeys,
} satisfies ReactFlowProps;

/** A mouse selects where it drags and zooms by its wheel; a trackpad scrolls, so it moves the canvas. */
const pointingSettings = {
  mouse: {
    selectionOnDrag: true,
    panOnDrag: [1],
    panOnScroll: false,
    zoomOnScroll: true,
    selectionKeyCode: noKeys,
  },
  trackpad: {
    selectionOnDrag: false,
    panOnDrag: [0, 1],
    panOnScroll: true,
    zoomOnScroll: false,
    selectionKeyCode: 'Shift',
  },
} satisfies Record<Pointing, ReactFlowProps>;

/** Marks the frame while the canvas is dragged, and shows the drawing at first. */
function useFrameEvents(frame: RefObject<HTMLDivElement | null>) {
  const { store } = useEditorContext();
  return {
    onMoveStart: (event: MouseEvent | TouchEvent | null) => {
      if (event instanceof MouseEvent && !(event instanceof WheelEvent))
        frame.current?.setAttribute('data-panning', '');
    },
    onMoveEnd: () => frame.current?.removeAttribute('data-panning'),
    onInit: (flow: Pick<ReactFlowInstance, 'setViewport'>) => {
      const { document } = store.getState();
      const box = boundsOf(document);
      const size = frame.current?.getBoundingClientRect();
      if (box === null || size === undefined) return;
      void flow.setViewport(viewportAtFirst(box, size, Object.keys(document.steps).length));
    },
  };
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
  const frameEvents = useFrameEvents(frame);
  useKeepInView(frame);
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
          {...frameEvents}
          {...flowSettings}
          {...pointingSettings[pointing]}
          aria-label={`Canvas, ${count} steps`}
          nodesDraggable={editable}
          nodesConnectable={editable}
          onlyRenderVisibleElements={count > cullingFrom}
        >
          <FoldRegions />
        </ReactFlow>
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
