/** One axis: numbers on a scale, or words one under the other. */
export type ParallelAxis = {
  id: string;
  label: string;
  kind: 'number' | 'word';
  /** Of a number axis its ends; of a word axis its words from top to bottom. */
  ends: readonly [number, number];
  /** All rows have the same value: it lies in the middle. */
  single: boolean;
  words: readonly string[];
};

export type ParallelRow = {
  id: string;
  label: string;
  /** By axis; null or absent: the line has a gap there. */
  values: Readonly<Record<string, string | number | null | undefined>>;
};

/** A chosen stretch of an axis, as shares of its height from the bottom: 0 to 1. */
export type Brush = readonly [number, number];
export type Brushes = Readonly<Record<string, Brush>>;

/**
 * An axis for what rows have under an id. Texts that all write numbers are numbers, as parameters of MLflow are; one word
 * among them makes it an axis of words, in the order of numbers and then of the alphabet.
 */
export function axisOf(id: string, label: string, rows: readonly ParallelRow[]): ParallelAxis {
  const values = rows.flatMap(({ values: own }) => own[id] ?? []);
  const numbers = values.map(asNumber);
  if (values.length > 0 && numbers.every((value) => value !== null)) {
    const known = numbers.flatMap((value) => value ?? []);
    const low = Math.min(...known);
    const high = Math.max(...known);
    const room = low === high ? Math.max(1e-9, Math.abs(low) * 0.1, 0.5) : 0;
    return { id, label, kind: 'number', ends: [low - room, high + room], single: low === high, words: [] };
  }
  const words = [...new Set(values.map(String))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return { id, label, kind: 'word', ends: [0, Math.max(1, words.length - 1)], single: words.length === 1, words };
}

function asNumber(value: string | number): number | null {
  if (typeof value === 'string' && value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** Where a value lies on its axis, as a share of its height from the bottom; null where it has none. */
export function placeOn(axis: ParallelAxis, value: string | number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (axis.kind === 'number') {
    const number = asNumber(value);
    return number === null ? null : (number - axis.ends[0]) / (axis.ends[1] - axis.ends[0]);
  }
  const at = axis.words.indexOf(String(value));
  if (at < 0) return null;
  return axis.words.length === 1 ? 0.5 : 1 - at / (axis.words.length - 1);
}

/** The rows that lie within every chosen stretch; one with a gap at such an axis does not. */
export function brushedRows(
  rows: readonly ParallelRow[],
  axes: readonly ParallelAxis[],
  brushes: Brushes,
): ParallelRow[] {
  const narrowed = axes.flatMap((axis) => {
    const brush = brushes[axis.id];
    return brush === undefined ? [] : [{ axis, brush }];
  });
  return rows.filter((row) =>
    narrowed.every(({ axis, brush: [low, high] }) => {
      const place = placeOn(axis, row.values[axis.id]);
      return place !== null && place >= low - 1e-9 && place <= high + 1e-9;
    }),
  );
}

/** A chosen stretch in words: "0.1 to 0.4", "forest, net". */
export function brushWords(axis: ParallelAxis, [low, high]: Brush): string {
  if (axis.kind === 'word') {
    const inside = axis.words.filter((word) => {
      const place = placeOn(axis, word) ?? -1;
      return place >= low - 1e-9 && place <= high + 1e-9;
    });
    return inside.length === 0 ? 'nothing' : inside.join(', ');
  }
  const at = (share: number) => shortNumber(axis.ends[0] + share * (axis.ends[1] - axis.ends[0]));
  return `${at(low)} to ${at(high)}`;
}

export function shortNumber(value: number): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(1) : String(Number(value.toPrecision(3)));
  return text.replace('-', '−');
}

/** The stretch after a step of the keyboard: both ends move, or with `widen` the upper one alone; a first step begins at an end. */
export function stepBrush(brush: Brush | undefined, o: { up: boolean; widen: boolean }): Brush {
  const step = 0.1;
  const clamp = (share: number) => Math.min(1, Math.max(0, Math.round(share * 1000) / 1000));
  if (brush === undefined) return o.up ? [0.5, 1] : [0, 0.5];
  const by = o.up ? step : -step;
  if (o.widen) return [brush[0], Math.max(brush[0], clamp(brush[1] + by))];
  const width = brush[1] - brush[0];
  const low = Math.min(1 - width, clamp(brush[0] + by));
  return [clamp(low), clamp(low + width)];
}
