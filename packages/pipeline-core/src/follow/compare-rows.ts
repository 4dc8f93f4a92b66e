import type { Json } from '../json';
import { isShownWhole } from './shown-cell';

export type ShownRows = {
  columns: readonly { name: string; type: string }[];
  rowNumbers: readonly number[];
  rows: readonly (readonly Json[])[];
  /** Columns there are beyond these. */
  columnsLeftOut?: number;
};

/** How a cell stands to the port before: the column is `new` there, the value is another one, or it is the same. */
export type CellChange = 'new' | 'changed' | 'same';

export type RowComparison = {
  /**
   * For each row shown the change of each cell, `unknown` where what is shown does not tell; null where no row of the port
   * before is its own.
   */
  cells: ((CellChange | 'unknown')[] | null)[];
  /** Columns that the port before has and this one lacks. */
  left: string[];
};

/**
 * Cells of a port against those of the port before. A row that kept its number is compared with itself; where one row
 * became one row, with that one. A group, or a row of another number, has no single row to compare with: then only
 * columns that are new can be told.
 */
export function compareRows(now: ShownRows, before: ShownRows, kept: boolean): RowComparison {
  const places = new Map(before.columns.map(({ name }, at) => [name, at]));
  const one = now.rows.length === 1 && before.rows.length === 1 ? 0 : null;
  const cells = now.rows.map((row, at) => {
    const found = kept ? before.rowNumbers.indexOf(now.rowNumbers[at] ?? -1) : (one ?? -1);
    const source = before.rows[found];
    if (source === undefined && kept) return null;
    return now.columns.map(({ name, type }, column): CellChange | 'unknown' => {
      const place = places.get(name);
      if (place === undefined) return (before.columnsLeftOut ?? 0) > 0 ? 'unknown' : 'new';
      if (source === undefined) return 'unknown';
      const sameType = before.columns[place]?.type === type;
      if (!sameType || !sameCell(row[column], source[place])) return 'changed';
      return isShownWhole(row[column], type) ? 'same' : 'unknown';
    });
  });
  const here = new Set(now.columns.map(({ name }) => name));
  const left = before.columns.map(({ name }) => name).filter((name) => !here.has(name));
  return { cells, left: (now.columnsLeftOut ?? 0) > 0 ? [] : left };
}

function sameCell(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
