import type { PipelineDocument } from '@millrace/pipeline-core/document';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The step an arrow key leads to: left and right follow the lines to the nearest step in height; up and down go to the
 * nearest step above or below. Null at the edge of the drawing.
 */
export function neighbourOf(document: PipelineDocument, from: string, direction: Direction): string | null {
  const here = document.steps[from];
  if (here === undefined) return null;
  const steps = Object.values(document.steps).filter(({ id }) => id !== from);
  const edges = Object.values(document.edges);
  const linked = new Set<string>(
    direction === 'right'
      ? edges.filter((edge) => edge.from.step === from).map((edge) => edge.to.step)
      : edges.filter((edge) => edge.to.step === from).map((edge) => edge.from.step),
  );
  const { x, y } = here.position;
  const candidates = steps.filter(({ id, position }) => {
    if (direction === 'up') return position.y < y;
    if (direction === 'down') return position.y > y;
    return linked.has(id);
  });
  const distance = (place: { x: number; y: number }) =>
    direction === 'up' || direction === 'down'
      ? Math.abs(place.y - y) + 2 * Math.abs(place.x - x)
      : Math.abs(place.y - y);
  return candidates.sort((a, b) => distance(a.position) - distance(b.position))[0]?.id ?? null;
}
