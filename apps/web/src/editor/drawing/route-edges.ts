import type { Edge, PipelineDocument } from '@millrace/pipeline-core/document';
import { findContract } from '@millrace/pipeline-core/steps';
import { type Box, stepBox } from './bounds';
import { curveMeets, type DrawnPath, type Ends, roundedPath, turningPoints, turnsBack } from './edge-path';
import { portY, stepWidth } from './step-ports';
import { addSegments, isCrowded, isShared, type Segment, segmentMeets, type Tracks } from './tracks';

/** A line led round the steps between its ends, and the ends it was made for. */
export type Route = DrawnPath & Ends;

type Routes = ReadonlyMap<string, Route>;

/** Beyond this many steps lines are plain curves: finding ways round costs more than it shows. */
const mostSteps = 200;
/** Distances of a line from its ends and from the steps it passes; the next line takes the next one. */
const slots = [18, 28, 38, 48];
/** How far a line that leads back goes beyond its ends. */
const reach = 60;
const crowded = 80;
/** A way round this much longer is taken to run with the other lines of the output. */
const shared = 60;

const none: Routes = new Map();
const known = new WeakMap<PipelineDocument, Routes>();
let latest: { shape: string; routes: Routes } = { shape: '', routes: none };

/** Ways of the lines that would run behind steps; all others are the curve between their ends. */
export function routesOf(document: PipelineDocument): Routes {
  const cached = known.get(document);
  if (cached !== undefined) return cached;
  const routes = Object.keys(document.steps).length > mostSteps ? none : routesOfShape(document);
  known.set(document, routes);
  return routes;
}

/** Most changes of a document are of settings and leave every line where it is. */
function routesOfShape(document: PipelineDocument): Routes {
  const steps = Object.values(document.steps).map(
    ({ id, type, position }) => `${id} ${type} ${position.x} ${position.y}`,
  );
  const lines = Object.values(document.edges).map(({ id, from, to }) => [id, from.step, from.port, to.step, to.port]);
  const shape = JSON.stringify([steps, lines]);
  if (latest.shape !== shape) latest = { shape, routes: findRoutes(document) };
  return latest.routes;
}

function findRoutes(document: PipelineDocument): Routes {
  const boxes = Object.values(document.steps).map(stepBox);
  const tracks: Tracks = { across: [], down: [] };
  const wanted = Object.values(document.edges).flatMap((edge) => {
    const ends = endsOf(document, edge);
    return ends === null || !boxes.some((box) => runsBehind(ends, box)) ? [] : [{ edge, ends }];
  });
  // The short ones first: they have the least choice.
  wanted.sort((a, b) => a.ends.toX - a.ends.fromX - (b.ends.toX - b.ends.fromX));
  return new Map(
    wanted.flatMap(({ edge, ends }) => {
      const owner = { from: `${edge.from.step}:${edge.from.port}`, to: `${edge.to.step}:${edge.to.port}` };
      const way = findWay({ ends, boxes, tracks, owner });
      if (way === null) return [];
      addSegments(tracks, way, owner);
      return [[edge.id, { ...ends, ...drawn(way) }] as const];
    }),
  );
}

function runsBehind(ends: Ends, box: Box): boolean {
  if (!turnsBack(ends)) return curveMeets(ends, box);
  // A loop of one step keeps its shape; a line to the row below keeps to the gap between the rows.
  return turningPoints(ends).some((point, index, points) => {
    const before = points[index - 1];
    const touches =
      (index === 1 && box.x + box.width === ends.fromX) || (index === points.length - 1 && box.x === ends.toX);
    return before !== undefined && !touches && segmentMeets(before, point, box);
  });
}

/** The ends of a line as the document has them. */
export function endsOf(document: PipelineDocument, { from, to }: Edge): Ends | null {
  const [source, target] = [document.steps[from.step], document.steps[to.step]];
  if (source === undefined || target === undefined) return null;
  const outs = Object.keys(findContract(source.type)?.outputs ?? {});
  const ins = Object.keys(findContract(target.type)?.inputs ?? {});
  return {
    fromX: source.position.x + stepWidth,
    fromY: source.position.y + portY(Math.max(0, outs.indexOf(from.port)), outs.length),
    toX: target.position.x,
    toY: target.position.y + portY(Math.max(0, ins.indexOf(to.port)), ins.length),
  };
}

type Point = readonly [number, number];
type Search = { ends: Ends; boxes: readonly Box[]; tracks: Tracks; owner: Segment['owner'] };

/** Out, up or down to a free lane, along it, up or down to the input: the lane with the shortest way, a quiet one. */
function findWay({ ends, boxes, tracks, owner }: Search): Point[] | null {
  const [left, right] = turnsBack(ends) ? [ends.toX - reach, ends.fromX + reach] : [ends.fromX - 1, ends.toX + 1];
  const between = boxes.filter((box) => box.x < right && box.x + box.width > left);
  const lanes = lanesOf(ends, between).map((y) => ({ y, length: Math.abs(y - ends.fromY) + Math.abs(y - ends.toY) }));
  lanes.sort((a, b) => a.length - b.length);
  let best: { way: Point[]; cost: number } | null = null;
  for (const { y, length } of lanes) {
    if (best !== null && best.cost <= length - shared) break;
    const way = wayAlong({ ends, tracks, owner, y });
    if (!isFree(way, ends, between)) continue;
    const lane = { at: y, from: ends.fromX, to: ends.toX, owner };
    const cost = length + (isCrowded(tracks.across, lane) ? crowded : 0) - (isShared(tracks.across, lane) ? shared : 0);
    if (best === null || cost < best.cost) best = { way, cost };
  }
  return best?.way ?? null;
}

function lanesOf(ends: Ends, between: readonly Box[]): number[] {
  const beside = between.flatMap((box) => slots.flatMap((by) => [box.y - by, box.y + box.height + by]));
  // A line that leads back along the height of an end would run behind the step there.
  const level = turnsBack(ends) ? [] : [ends.toY, ends.fromY];
  return [...new Set([...level, ...beside])].filter((y) => level.includes(y) || (y !== ends.toY && y !== ends.fromY));
}

function wayAlong(o: Pick<Search, 'ends' | 'tracks' | 'owner'> & { y: number }): Point[] {
  const { fromX, fromY, toX, toY } = o.ends;
  const quiet = (places: readonly number[], from: number, to: number) =>
    places.find((at) => !isCrowded(o.tracks.down, { at, from, to, owner: o.owner })) ?? places[0] ?? 0;
  const first = quiet(
    slots.map((by) => fromX + by),
    fromY,
    o.y,
  );
  const last = quiet(
    slots.map((by) => toX - by),
    toY,
    o.y,
  );
  const points: Point[] = [
    [fromX, fromY],
    [first, fromY],
    [first, o.y],
    [last, o.y],
    [last, toY],
    [toX, toY],
  ];
  return points.filter((point, index) => !isOnTheWay(points[index - 1], point, points[index + 1]));
}

/** A point between two others of the same height says nothing. */
function isOnTheWay(before: Point | undefined, at: Point, after: Point | undefined): boolean {
  return before !== undefined && after !== undefined && before[1] === at[1] && at[1] === after[1];
}

function isFree(way: readonly Point[], ends: Ends, boxes: readonly Box[]): boolean {
  return way.every((point, index) => {
    const before = way[index - 1];
    if (before === undefined) return true;
    return !boxes.some((box) => {
      // A line may touch the step it leaves and the one it enters.
      if (index === 1 && box.x + box.width === ends.fromX) return false;
      if (index === way.length - 1 && box.x === ends.toX) return false;
      return segmentMeets(before, point, box);
    });
  });
}

function drawn(way: readonly Point[]): DrawnPath {
  const longest = way.reduce<{ length: number; x: number; y: number }>(
    (most, [x, y], index) => {
      const before = way[index - 1];
      if (before === undefined || before[1] !== y || Math.abs(x - before[0]) <= most.length) return most;
      return { length: Math.abs(x - before[0]), x: (x + before[0]) / 2, y };
    },
    { length: 0, x: 0, y: 0 },
  );
  return { d: roundedPath(way), labelX: longest.x, labelY: longest.y };
}
