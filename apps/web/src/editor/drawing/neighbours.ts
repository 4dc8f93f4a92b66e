import type { PipelineDocument } from '@millrace/pipeline-core/document';

export type Direction = 'left' | 'right' | 'up' | 'down';
type Place = { x: number; y: number };
type Thing = { id: string; position: Place };

/**
 * The step or note an arrow key leads to. From a step, left and right follow the lines to the nearest step in height, up
 * and down go to the nearest thing above or below. A note has no lines: from it every arrow goes to the nearest thing on
 * that side. Null at the edge of the drawing.
 */
export function neighbourOf(document: PipelineDocument, from: string, direction: Direction): string | null {
  const step = document.steps[from];
  const here = step ?? document.notes[from];
  if (here === undefined) return null;
  const along = step !== undefined && (direction === 'left' || direction === 'right');
  const candidates = along ? linkedSteps(document, from, direction) : thingsBeside(document, here, direction);
  const upright = direction === 'up' || direction === 'down';
  const distance = ({ position: { x, y } }: Thing) => {
    const [dx, dy] = [Math.abs(x - here.position.x), Math.abs(y - here.position.y)];
    if (along) return dy;
    return upright ? dy + 2 * dx : dx + 2 * dy;
  };
  return candidates.sort((a, b) => distance(a) - distance(b))[0]?.id ?? null;
}

function linkedSteps(document: PipelineDocument, from: string, direction: Direction): Thing[] {
  const edges = Object.values(document.edges);
  const linked = new Set<string>(
    direction === 'right'
      ? edges.filter((edge) => edge.from.step === from).map((edge) => edge.to.step)
      : edges.filter((edge) => edge.to.step === from).map((edge) => edge.from.step),
  );
  return Object.values(document.steps).filter(({ id }) => linked.has(id) && id !== from);
}

function thingsBeside(document: PipelineDocument, here: Thing, direction: Direction): Thing[] {
  const beside: Record<Direction, (place: Place) => boolean> = {
    left: ({ x }) => x < here.position.x,
    right: ({ x }) => x > here.position.x,
    up: ({ y }) => y < here.position.y,
    down: ({ y }) => y > here.position.y,
  };
  const things: Thing[] = [...Object.values(document.steps), ...Object.values(document.notes)];
  return things.filter(({ id, position }) => id !== here.id && beside[direction](position));
}
