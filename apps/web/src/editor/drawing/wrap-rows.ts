import type { Box } from './bounds';

export type Placed = Box & { id: string };
type Room = { width: number; height: number };
type Places = Record<string, { x: number; y: number }>;

/** A drawing that fits at this zoom can be read; one row of it that comes out smaller is wrapped. */
export const comfortable = 0.75;
/** Between two rows: room for the lines that lead back to the left, and for what stands above a step. */
const rowGap = 96;
const margin = 40;

export type Wrapping = {
  /** The window the drawing is to be read in. */
  room: Room;
  edges: readonly { from: string; to: string }[];
  /** Steps between which no row may end. */
  together: readonly ReadonlySet<string>[];
};

/**
 * Breaks a drawing laid out from left to right into rows, as a text is:
 * 1. Steps above each other make a column; one row that can be read stays as it is.
 * 2. Of two, three, … rows take the first number with which the drawing can be read, else the one that shows it largest.
 * 3. Rows end where the longest of them becomes shortest, of such places where fewest lines are cut.
 * 4. Columns stand below each other, so that lines between rows find their way in the gaps.
 * Positions are from the upper left; null where one row is best.
 */
export function wrapRows(boxes: readonly Placed[], { room, edges, together }: Wrapping): Places | null {
  const columns = columnsOf(boxes);
  const cuts = columns.map((_, at) => cutBefore(columns, { at, edges, together }));
  let best = { zoom: zoomOf([columns], room), rows: [columns] };
  for (let count = 2; count <= columns.length && best.zoom < comfortable; count += 1) {
    const rows = rowsOf(columns, { count, cuts });
    const zoom = rows === null ? 0 : zoomOf(rows, room);
    if (rows !== null && zoom > best.zoom) best = { zoom, rows };
  }
  return best.rows.length === 1 ? null : placesOf(best.rows, pitchOf(columns));
}

type Column = { boxes: Placed[]; left: number; right: number };

function columnsOf(boxes: readonly Placed[]): Column[] {
  const columns: Column[] = [];
  for (const box of [...boxes].sort((a, b) => a.x - b.x)) {
    const last = columns.at(-1);
    if (last !== undefined && box.x < last.right) {
      last.boxes.push(box);
      last.right = Math.max(last.right, box.x + box.width);
    } else columns.push({ boxes: [box], left: box.x, right: box.x + box.width });
  }
  return columns;
}

/** How many lines a row that begins with this column cuts; infinite where it may not begin. */
function cutBefore(columns: readonly Column[], o: Pick<Wrapping, 'edges' | 'together'> & { at: number }): number {
  const before = new Set(columns.slice(0, o.at).flatMap((column) => column.boxes.map(({ id }) => id)));
  const torn = o.together.some((ids) => {
    const early = [...ids].filter((id) => before.has(id)).length;
    return early > 0 && early < ids.size;
  });
  if (torn) return Number.POSITIVE_INFINITY;
  return o.edges.filter(({ from, to }) => before.has(from) && !before.has(to)).length;
}

type Break = { widest: number; cut: number; from: number; before: Break | null };

/** The columns in so many rows, by the best ends of the rows before; null where there are too few places to break. */
function rowsOf(columns: readonly Column[], o: { count: number; cuts: readonly number[] }): Column[][] | null {
  let ends: (Break | null)[] = columns.map((_, to) => ({ widest: to + 1, cut: 0, from: 0, before: null }));
  for (let row = 1; row < o.count; row += 1) {
    const earlier = ends;
    ends = columns.map((_, to) => bestBreak(earlier, { to, cuts: o.cuts }));
  }
  const rows: Column[][] = [];
  let to = columns.length;
  for (let at = ends[columns.length - 1] ?? null; at !== null; at = at.before) {
    rows.unshift(columns.slice(at.from, to));
    to = at.from;
  }
  return rows.length === 0 ? null : rows;
}

function bestBreak(earlier: readonly (Break | null)[], o: { to: number; cuts: readonly number[] }): Break | null {
  let best: Break | null = null;
  for (let from = 1; from <= o.to; from += 1) {
    const before = earlier[from - 1] ?? null;
    const cut = o.cuts[from] ?? Number.POSITIVE_INFINITY;
    if (before === null || cut === Number.POSITIVE_INFINITY) continue;
    const found = { widest: Math.max(before.widest, o.to - from + 1), cut: before.cut + cut, from, before };
    const better =
      best === null || found.widest < best.widest || (found.widest === best.widest && found.cut < best.cut);
    if (better) best = found;
  }
  return best;
}

function pitchOf(columns: readonly Column[]): number {
  return Math.max(0, ...columns.slice(1).map((column, at) => column.left - (columns[at]?.left ?? 0)));
}

function heightOf(row: readonly Column[]): { top: number; height: number } {
  const boxes = row.flatMap((column) => column.boxes);
  const top = Math.min(...boxes.map(({ y }) => y));
  return { top, height: Math.max(...boxes.map(({ y, height }) => y + height)) - top };
}

/** The zoom at which all rows fit, at most 1. */
function zoomOf(rows: readonly Column[][], room: Room): number {
  const pitch = pitchOf(rows.flat());
  const wide = Math.max(0, ...(rows[0]?.[0]?.boxes ?? []).map((box) => box.width));
  const width = Math.max(...rows.map((row) => (row.length - 1) * pitch + wide));
  const height = rows.reduce((sum, row) => sum + heightOf(row).height, rowGap * (rows.length - 1));
  return Math.min(1, (room.width - 2 * margin) / width, (room.height - 2 * margin) / height);
}

function placesOf(rows: readonly Column[][], pitch: number): Places {
  const places: Places = {};
  let y = 0;
  for (const row of rows) {
    const { top, height } = heightOf(row);
    for (const [at, column] of row.entries())
      for (const box of column.boxes) places[box.id] = { x: at * pitch + box.x - column.left, y: y + box.y - top };
    y += height + rowGap;
  }
  return places;
}
