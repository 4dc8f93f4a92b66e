import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { stepHeight, stepWidth } from './step-ports';

export type Box = { x: number; y: number; width: number; height: number };

/** The place a step takes on the canvas. */
export function stepBox(step: { type: string; position: { x: number; y: number } }): Box {
  return { ...step.position, width: stepWidth, height: stepHeight(step.type) };
}

/** Smallest box round the steps and notes named, or round everything. Null for an empty drawing. */
export function boundsOf(document: PipelineDocument, ids?: ReadonlySet<string>): Box | null {
  const boxes = [
    ...Object.values(document.steps).map((step) => ({ id: step.id, ...stepBox(step) })),
    ...Object.values(document.notes).map((note) => ({ id: note.id, ...note.position, ...note.size })),
  ].filter(({ id }) => ids === undefined || ids.has(id));
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  return {
    x: left,
    y: top,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - left,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - top,
  };
}

/**
 * Viewport that shows a box in the middle of a window of this size, at most at 100 %. Below `least` it is not made
 * smaller: what is too long then starts at the left, what is too high at the top.
 */
export function viewportFor(
  box: Box,
  window: { width: number; height: number },
  { padding = 40, least = 0.05 }: { padding?: number; least?: number } = {},
) {
  const whole = Math.min((window.width - 2 * padding) / box.width, (window.height - 2 * padding) / box.height);
  const zoom = Math.min(1, Math.max(least, whole));
  const start = (from: number, size: number, room: number) =>
    size * zoom > room - padding ? padding - from * zoom : room / 2 - (from + size / 2) * zoom;
  return { x: start(box.x, box.width, window.width), y: start(box.y, box.height, window.height), zoom };
}

/** A drawing of at most this many steps is worked on, not looked over. */
const fewSteps = 40;

/** Below this zoom the canvas is one picture without ports or names: few steps cost little and keep theirs for longer. */
export function overviewBelow(steps: number): number {
  return steps <= fewSteps ? 0.15 : 0.3;
}

/** Viewport that shows a whole drawing; one that comes out small has a slimmer edge. */
export function viewportForAll(box: Box, window: { width: number; height: number }, steps: number) {
  const whole = viewportFor(box, window);
  return steps <= fewSteps && whole.zoom < 0.5 ? viewportFor(box, window, { padding: 12 }) : whole;
}

/** What can be read at once when a large drawing is opened. */
const readableZoom = 0.8;
/** Below this the names of steps cannot be read. */
export const leastReadable = 0.6;

/** Viewport of a drawing that is opened: all of it as far as it can be read, else its beginning. */
export function viewportAtFirst(box: Box, window: { width: number; height: number }, steps: number) {
  const whole = viewportForAll(box, window, steps);
  const least = steps <= fewSteps ? leastReadable : readableZoom;
  return steps <= fewSteps && whole.zoom >= least ? whole : viewportFor(box, window, { least });
}

/** The viewport moved as little as brings a box into the window with this edge around it; null where it is there. */
export function viewportWith(
  box: Box,
  window: { width: number; height: number },
  { view, edge }: { view: { x: number; y: number; zoom: number }; edge: number },
) {
  const shift = (from: number, size: number, room: number) => {
    if (from < edge || size > room - 2 * edge) return edge - from;
    return Math.min(0, room - edge - from - size);
  };
  const { x, y, zoom } = view;
  const right = shift(box.x * zoom + x, box.width * zoom, window.width);
  const down = shift(box.y * zoom + y, box.height * zoom, window.height);
  return right === 0 && down === 0 ? null : { x: x + right, y: y + down, zoom };
}

function overlap(a: Box, b: Box, margin: number): boolean {
  return (
    a.x < b.x + b.width + margin &&
    b.x < a.x + a.width + margin &&
    a.y < b.y + b.height + margin &&
    b.y < a.y + a.height + margin
  );
}

/** The wished place, or the nearest one below it where nothing stands. */
export function freePlace(document: PipelineDocument, wished: { x: number; y: number }, type: string) {
  const taken = Object.values(document.steps).map(stepBox);
  const place = { x: Math.round(wished.x), y: Math.round(wished.y) };
  while (taken.some((box) => overlap(box, stepBox({ type, position: place }), 16))) place.y += 24;
  return place;
}
