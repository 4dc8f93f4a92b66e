'use client';

import { findContract } from '@millrace/pipeline-core/steps';
import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { stepBox } from '../drawing/bounds';
import { edgePath } from '../drawing/edge-path';
import { endsOf, routesOf } from '../drawing/route-edges';
import { mainType } from '../drawing/step-ports';
import { shapeOf } from '../step-look';
import type { EditorState } from '../store/editor-store';
import { useEditorContext } from '../use-editor';

const stateColors: Record<string, string> = {
  succeeded: '--success',
  failed: '--danger',
  running: '--info',
  cached: '--cached',
};

/** The whole drawing as one picture, below 30 % zoom: no element per step, so panning costs the same for any size. */
export function CanvasOverview() {
  const { store } = useEditorContext();
  const api = useStoreApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let frame = 0;
    const paint = () => {
      frame = 0;
      if (canvas.current !== null) draw(canvas.current, store.getState(), api.getState());
    };
    const ask = () => {
      if (frame === 0) frame = requestAnimationFrame(paint);
    };
    ask();
    const stops = [api.subscribe(ask), store.subscribe(ask)];
    return () => {
      cancelAnimationFrame(frame);
      for (const stop of stops) stop();
    };
  }, [store, api]);
  return <canvas ref={canvas} className="pointer-events-none absolute inset-0 z-1 h-full w-full" aria-hidden />;
}

type View = { width: number; height: number; transform: [number, number, number] };

function draw(canvas: HTMLCanvasElement, state: EditorState, view: View): void {
  const ratio = window.devicePixelRatio;
  const { width, height } = view;
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
    canvas.width = width * ratio;
    canvas.height = height * ratio;
  }
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name);
  const [x, y, zoom] = view.transform;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
  drawLines(pen, state, { stroke: color('--border-strong'), zoom });
  for (const step of Object.values(state.document.steps)) {
    const box = stepBox(step);
    const contract = findContract(step.type);
    const run = state.stepRuns[step.id]?.status;
    pen.fillStyle = color('--surface');
    pen.strokeStyle = state.selection.has(step.id)
      ? color('--accent')
      : color(stateColors[run ?? ''] ?? '--border-strong');
    pen.lineWidth = (state.selection.has(step.id) || run === 'failed' ? 2.5 : 1.5) / zoom;
    pen.beginPath();
    pen.roundRect(box.x, box.y, box.width, box.height, 8);
    pen.fill();
    pen.stroke();
    pen.fillStyle = color(`--port-${contract === undefined ? 'any' : shapeOf(mainType(contract))}`);
    pen.fillRect(box.x + 12, box.y + 14, 28, 28);
    pen.fillStyle = color('--muted');
    pen.fillRect(box.x + 52, box.y + 18, 110, 8);
  }
}

function drawLines(pen: CanvasRenderingContext2D, state: EditorState, o: { stroke: string; zoom: number }): void {
  pen.strokeStyle = o.stroke;
  pen.lineWidth = 1 / o.zoom;
  const routes = routesOf(state.document);
  for (const edge of Object.values(state.document.edges)) {
    const ends = endsOf(state.document, edge);
    if (ends !== null) pen.stroke(new Path2D(routes.get(edge.id)?.d ?? edgePath(ends).d));
  }
}
