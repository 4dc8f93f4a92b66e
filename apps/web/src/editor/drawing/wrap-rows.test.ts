import { type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { describe, expect, it } from 'vitest';
import { boundsOf, stepBox, viewportFor } from './bounds';
import { endsOf, routesOf } from './route-edges';
import { segmentMeets } from './tracks';
import { comfortable, type Placed, wrapRows } from './wrap-rows';

const room = { width: 1150, height: 800 };
const pitch = 280;

/** Steps of one height beside each other, as the layout engine leaves them. */
function chain(count: number): Placed[] {
  return Array.from({ length: count }, (_, at) => ({ id: `s${at}`, x: at * pitch, y: 0, width: 208, height: 76 }));
}
const linesOf = (boxes: readonly Placed[]) =>
  boxes.slice(1).map(({ id }, at) => ({ from: boxes[at]?.id ?? '', to: id }));
const wrap = (
  boxes: Placed[],
  more: { together?: ReadonlySet<string>[]; edges?: { from: string; to: string }[] } = {},
) => wrapRows(boxes, { room, edges: linesOf(boxes), together: [], ...more });

/** The steps of each row from left to right. */
function rows(places: NonNullable<ReturnType<typeof wrapRows>>): string[][] {
  const found = new Map<number, string[]>();
  for (const [id, { y }] of Object.entries(places).sort(([, a], [, b]) => a.x - b.x))
    found.set(y, [...(found.get(y) ?? []), id]);
  return [...found].sort(([a], [b]) => a - b).map(([, ids]) => ids);
}

function drawn(places: Record<string, { x: number; y: number }>, lines: { from: string; to: string }[]) {
  const steps = Object.entries(places).map(([id, position]) => [
    id,
    { id, type: 'filter-rows', version: 1, position, params: {} },
  ]);
  const edges = lines.map(({ from, to }, at) => [
    `e${at}`,
    { id: `e${at}`, from: { step: from, port: 'table' }, to: { step: to, port: 'table' } },
  ]);
  return pipelineDocumentSchema.parse({ v: 1, steps: Object.fromEntries(steps), edges: Object.fromEntries(edges) });
}

describe('wrapRows', () => {
  it('leaves a row that can be read as it is', () => {
    expect(wrap(chain(4))).toBeNull();
  });

  it('breaks a chain of ten in the middle, and all of it can be read', () => {
    const places = wrap(chain(10)) ?? {};
    expect(rows(places)).toEqual([
      ['s0', 's1', 's2', 's3', 's4'],
      ['s5', 's6', 's7', 's8', 's9'],
    ]);
    const box = boundsOf(drawn(places, []));
    expect(box === null ? 0 : viewportFor(box, room).zoom).toBeGreaterThanOrEqual(comfortable);
    expect(wrapRows(chain(10), { room, edges: [], together: [] })).toEqual(places);
  });

  it('shows a very long chain as large as rows can', () => {
    const places = wrap(chain(60)) ?? {};
    const box = boundsOf(drawn(places, []));
    expect(box === null ? 0 : viewportFor(box, room).zoom).toBeGreaterThan(0.4);
  });

  it('does not try all that a thousand steps could be broken into', () => {
    const boxes = chain(1000);
    const places = rows(wrap(boxes) ?? {});
    expect(Math.max(...places.map((row) => row.length))).toBe(Math.ceil(1000 / places.length));
    const fold = new Set(boxes.slice(100, 400).map(({ id }) => id));
    const kept = rows(wrap(boxes, { together: [fold] }) ?? {});
    expect(Math.max(...kept.map((row) => row.length))).toBe(fold.size); // more rows would not make it larger
  });

  it('ends no row within what belongs together, and prefers places where few lines are cut', () => {
    const boxes = chain(10);
    const fold = new Set(['s3', 's4', 's5', 's6']);
    const kept = rows(wrap(boxes, { together: [fold] }) ?? {});
    expect(kept.filter((row) => row.includes('s3')).flat()).toEqual(expect.arrayContaining([...fold]));
    // Eight in two rows of five at most: after the fourth or the fifth; a second line crosses the fourth.
    const nine = chain(9);
    const edges = [...linesOf(nine), { from: 's2', to: 's4' }];
    expect(rows(wrap(nine, { edges }) ?? {})[0]).toEqual(['s0', 's1', 's2', 's3', 's4']);
  });

  it('keeps what stands above each other above each other', () => {
    const boxes = [...chain(9), { id: 'low', x: 2 * pitch, y: 120, width: 208, height: 76 }];
    const places = wrap(boxes) ?? {};
    expect((places.low?.y ?? 0) - (places.s2?.y ?? 0)).toBe(120);
    expect(places.low?.x).toBe(places.s2?.x);
    expect(places.s8?.y ?? 0).toBeGreaterThan((places.low?.y ?? 0) + 76);
  });
});

/** Pairs of a line and a step it runs through. */
function hits(document: PipelineDocument): string[] {
  return Object.values(document.edges).flatMap((edge) => {
    const way = routesOf(document).get(edge.id);
    const ends = endsOf(document, edge);
    if (way === undefined || ends === null) return [];
    const points = [...way.d.matchAll(/(?:[ML]|Q[-\d.]+ [-\d.]+ )([-\d.]+) ([-\d.]+)/g)].map(
      ([, x, y]) => [Number(x), Number(y)] as const,
    );
    return Object.values(document.steps)
      .filter(({ id }) => id !== edge.from.step && id !== edge.to.step)
      .filter((step) =>
        points.some((point, at) => at > 0 && segmentMeets(points[at - 1] ?? point, point, stepBox(step))),
      )
      .map(({ id }) => `${edge.id} through ${id}`);
  });
}

it('leads lines to the row below between the rows, and long ones round the steps on their way', () => {
  const boxes = chain(15);
  const lines = [...linesOf(boxes), { from: 's1', to: 's13' }];
  const document = drawn(wrap(boxes, { edges: lines }) ?? {}, lines);
  expect(new Set(Object.values(document.steps).map(({ position }) => position.y)).size).toBe(3);
  const long = Object.values(document.edges).find(({ to, from }) => from.step === 's1' && to.step === 's13');
  expect(routesOf(document).has(long?.id ?? '')).toBe(true);
  expect(hits(document)).toEqual([]);
});
