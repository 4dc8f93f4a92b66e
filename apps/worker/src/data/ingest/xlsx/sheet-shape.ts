import { findSecondHeader, type HeadKind, looksLikeHeader, type SecondHeader } from '../header-rows';
import type { SheetCell, SheetRow } from './read-sheet';

/** Where the table of a sheet starts. */
export type SheetShape = {
  /** Rows before the table: titles, remarks. */
  skip: number;
  header: string[] | null;
  second: SecondHeader | null;
};

/** Finds the table in the first rows of a sheet: after rows with few cells. Columns left of it count as blank ones. */
export function findSheetShape(rows: readonly SheetRow[], wanted: boolean | undefined): SheetShape {
  const filled = rows.map(({ cells }) => cells.length);
  const typical = [...filled].sort((a, b) => a - b)[Math.floor(filled.length / 2)] ?? 0;
  const skip = Math.max(
    0,
    filled.findIndex((count) => count > typical / 2),
  );
  const table = rows.slice(skip);
  const firstColumn = Math.min(...table.map(({ cells }) => cells[0]?.column ?? 0));
  const [top, next] = table;
  const below = table.slice(1);
  const width = 1 + Math.max(...table.map(({ cells }) => (cells.at(-1)?.column ?? 0) - firstColumn));
  const spread = (row: SheetRow | undefined) => spreadCells(row?.cells ?? [], firstColumn, width);
  const kinds = below.map((row) => spread(row).map(kindOf));
  const textsOf = (row: SheetRow | undefined) => spread(row).map((cell) => cell?.text ?? '');
  const names = textsOf(top);
  const isPair = wanted === undefined && next !== undefined;
  const second = isPair ? findSecondHeader(names, textsOf(next), kinds.slice(1)) : null;
  const isHeader = wanted ?? (second?.kind === 'names' || looksLikeHeader(spread(top).map(kindOf), kinds));
  if (!isHeader) return { skip, header: null, second: null };
  const left = Array.from({ length: firstColumn }, () => '');
  const found = second?.kind === 'names' ? second.header : names;
  return { skip, header: [...left, ...found], second };
}

function spreadCells(cells: readonly SheetCell[], first: number, width: number): (SheetCell | undefined)[] {
  const spread: (SheetCell | undefined)[] = Array.from({ length: width });
  for (const cell of cells) spread[cell.column - first] = cell;
  return spread;
}

/** As header rules know kinds: dates are texts in ISO form here. */
function kindOf(cell: SheetCell | undefined): HeadKind {
  if (cell === undefined) return 'blank';
  if (cell.kind === 'number' || cell.kind === 'boolean') return 'number';
  if (cell.kind === 'error') return 'blank';
  return /^\d{4}-\d{2}-\d{2}( |$)/.test(cell.text) ? 'date' : 'text';
}
