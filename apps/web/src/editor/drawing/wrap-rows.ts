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
  const cuts = cutsBefore(columns, { edges, together });
  const most = roomiest(columns, { room, cuts });
  let best = { zoom: zoomOf([columns], room), rows: [columns] };
  let ends: Ends = columns.map((_, to) => ({ widest: to + 1, cut: 0, from: 0, before: null }));
  for (let count = 2; count <= columns.length; count += 1) {
    if (best.zoom >= Math.min(comfortable, most(count))) break;
    ends = withOneRowMore(ends, cuts);
    const rows = rowsOf(columns, ends);
    if (rows === null) break; // no place is left for so many breaks
    const zoom = zoomOf(rows, room);
    if (zoom > best.zoom) best = { zoom, rows };
  }
  return best.rows.length === 1 ? null : placesOf(best.rows, pitchOf(columns));
}

/**
 * The largest zoom that so many rows, or more, can have: each is as high as the lowest column at least, the longest as
 * long as the longest part that may not be broken. No more rows are tried than can be better.
 */
function roomiest(
  columns: readonly Column[],
  { room, cuts }: { room: Room; cuts: readonly number[] },
): (count: number) => number {
  const lowest = Math.min(...columns.map((column) => heightOf([column]).height));
  let run = 0;
  let longest = 0;
  for (const cut of cuts) {
    run = cut === Number.POSITIVE_INFINITY ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  const byWidth = zoomOfSize({ width: widthOf(columns, longest), height: 1 }, room);
  return (count) => Math.min(byWidth, zoomOfSize({ width: 1, height: count * (lowest + rowGap) - rowGap }, room));
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

/** How many lines a row that begins with each column cuts; infinite where none may begin. */
function cutsBefore(columns: readonly Column[], o: Pick<Wrapping, 'edges' | 'together'>): number[] {
  const placeOf = new Map(columns.flatMap(({ boxes }, at) => boxes.map(({ id }) => [id, at] as const)));
  const place = (id: string) => placeOf.get(id) ?? columns.length; // what is not laid out is behind all
  const opened = new Array<number>(columns.length + 2).fill(0);
  for (const { from, to } of o.edges) {
    if (place(from) >= place(to)) continue;
    opened[place(from) + 1] = (opened[place(from) + 1] ?? 0) + 1;
    opened[place(to) + 1] = (opened[place(to) + 1] ?? 0) - 1;
  }
  let open = 0;
  const cuts = columns.map((_, at) => {
    open += opened[at] ?? 0;
    return open;
  });
  for (const ids of o.together) {
    const places = [...ids].map(place);
    const [first, last] = [Math.min(...places), Math.max(...places)];
    cuts.fill(Number.POSITIVE_INFINITY, first + 1, last + 1);
  }
  return cuts;
}

type Break = { widest: number; cut: number; from: number; before: Break | null };
/** The best way to have so many rows up to each column; null where there are too few places to break. */
type Ends = readonly (Break | null)[];

function withOneRowMore(earlier: Ends, cuts: readonly number[]): Ends {
  return earlier.map((_, to) => bestBreak(earlier, { to, cuts }));
}

/** The columns in rows, by the best ends of the rows before. */
function rowsOf(columns: readonly Column[], ends: Ends): Column[][] | null {
  const rows: Column[][] = [];
  let to = columns.length;
  for (let at = ends[columns.length - 1] ?? null; at !== null; at = at.before) {
    rows.unshift(columns.slice(at.from, to));
    to = at.from;
  }
  return rows.length === 0 ? null : rows;
}

/** Of equally good places the first. From the last on: once the row itself is longer than the best, so are all before. */
function bestBreak(earlier: Ends, { to, cuts }: { to: number; cuts: readonly number[] }): Break | null {
  let best: Break | null = null;
  for (let from = to; from >= 1; from -= 1) {
    const length = to - from + 1;
    if (best !== null && length > best.widest) break;
    const before = earlier[from - 1] ?? null;
    const own = cuts[from] ?? Number.POSITIVE_INFINITY;
    if (before === null || own === Number.POSITIVE_INFINITY) continue;
    const widest = Math.max(before.widest, length);
    const cut = before.cut + own;
    const better = best === null || widest < best.widest || (widest === best.widest && cut <= best.cut);
    if (better) best = { widest, cut, from, before };
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

/** How wide a row of so many columns is. */
function widthOf(columns: readonly Column[], count: number): number {
  const wide = Math.max(0, ...(columns[0]?.boxes ?? []).map((box) => box.width));
  return (count - 1) * pitchOf(columns) + wide;
}

/** The zoom at which all rows fit, at most 1. */
function zoomOf(rows: readonly Column[][], room: Room): number {
  const width = widthOf(rows.flat(), Math.max(...rows.map((row) => row.length)));
  const height = rows.reduce((sum, row) => sum + heightOf(row).height, rowGap * (rows.length - 1));
  return zoomOfSize({ width, height }, room);
}

function zoomOfSize(size: { width: number; height: number }, room: Room): number {
  return Math.min(1, (room.width - 2 * margin) / size.width, (room.height - 2 * margin) / size.height);
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
