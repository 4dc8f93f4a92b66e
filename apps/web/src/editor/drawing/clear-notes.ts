import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { type Box, boundsOf, stepBox } from './bounds';

type Places = Record<string, { x: number; y: number }>;

const gap = 32;

/**
 * New places of the notes that steps would stand on once these have moved: above all steps, beside each other from the
 * left. A note that stays free stays where it is.
 */
export function clearNotes(document: PipelineDocument, moved: Places): Places {
  const steps = Object.fromEntries(
    Object.entries(document.steps).map(([id, step]) => [id, { ...step, position: moved[id] ?? step.position }]),
  );
  const boxes = Object.values(steps).map(stepBox);
  const all = boundsOf({ ...document, steps, notes: {} });
  if (all === null) return {};
  const covered = Object.values(document.notes).filter(({ position, size }) =>
    boxes.some((box) => overlap(box, { ...position, ...size })),
  );
  const places: Places = {};
  let x = all.x;
  for (const { id, size } of covered) {
    places[id] = { x, y: all.y - gap - size.height };
    x += size.width + gap;
  }
  return places;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
