import { type BadCell, capText, type LandNote, reportCap } from '../land-report';
import { type NormalisedCells, TextTable, type TypedCell } from '../text-table';
import { type MergedCells, mergeKey } from './merged-cells';
import { columnLetters, type SheetCell, type SheetRow } from './read-sheet';
import { findSheetShape, type SheetShape } from './sheet-shape';

export type NormalisedSheet = { cells: NormalisedCells; errors: BadCell[]; errorCount: number };

type SheetInput = {
  rows: AsyncIterable<SheetRow[]>;
  merged: MergedCells;
  sheet: string;
  target: string;
  name: string;
  /** Most bytes that the cells may take. */
  limit: number;
  header?: boolean;
};

/** Rows that the shape of the table is found in. */
const headRows = 300;

/** The table of a sheet as canonical CSV: without titles above it, merged cells filled downwards, errors left out. */
export async function normaliseSheet(input: SheetInput): Promise<NormalisedSheet> {
  const errors: BadCell[] = [];
  let errorCount = 0;
  const cells = await TextTable.write({ target: input.target, name: input.name, limit: input.limit }, async (table) => {
    const writer = new SheetWriter(table, input);
    const head: SheetRow[] = [];
    for await (const rows of input.rows) {
      if (head.length < headRows) {
        head.push(...rows);
        if (head.length < headRows) continue;
        rows.splice(0, rows.length, ...head);
      }
      await writer.take(rows);
    }
    if (head.length > 0 && head.length < headRows) await writer.take(head);
    errors.push(...writer.errors);
    errorCount = writer.errorCount;
    return { header: writer.hasHeader, notes: writer.notes() };
  });
  const names = cells.header;
  for (const error of errors) error.column = names?.[Number(error.column)] || `column_${Number(error.column) + 1}`;
  return { cells, errors, errorCount };
}

class SheetWriter {
  readonly errors: BadCell[] = [];
  errorCount = 0;
  private shape: SheetShape | null = null;
  private seen = 0;
  private filled = 0;
  private width = 0;
  private readonly open = new Map<number, { cell: SheetCell; last: number }>();

  constructor(
    private readonly table: TextTable,
    private readonly input: SheetInput,
  ) {}

  get hasHeader(): boolean {
    return this.shape?.header !== null && this.shape !== null;
  }

  async take(rows: readonly SheetRow[]): Promise<void> {
    this.shape ??= this.begin(rows.slice(0, headRows));
    for (const row of rows) await this.takeRow(row, this.shape);
  }

  private begin(rows: readonly SheetRow[]): SheetShape {
    const shape = findSheetShape(rows, this.input.header);
    for (const name of shape.header ?? []) this.table.addColumn(name);
    this.width = shape.header?.length ?? 0;
    return shape;
  }

  private async takeRow(row: SheetRow, shape: SheetShape): Promise<void> {
    const at = this.seen++ - shape.skip;
    if (at < 0) return this.reject(row, 'before-header', 'the row stands before the table');
    if (at === 0 && shape.header !== null) return;
    if (at === 1 && shape.second?.kind === 'names') return;
    if (at === 1 && shape.second !== null) return this.reject(row, 'second-header', 'the row belongs to the header');
    const cells: (TypedCell | undefined)[] = [];
    for (const cell of this.withMerged(row)) {
      this.ensureColumn(cell.column);
      if (cell.kind === 'error') this.noteError(row, cell);
      else cells[cell.column] = { text: cell.text, kind: cell.kind };
    }
    await this.table.add(cells, row.number);
  }

  private ensureColumn(column: number): void {
    for (; this.width <= column; this.width++) this.table.addColumn('');
  }

  /** The cells of a row, and below a merged range that started above its value. */
  private withMerged(row: SheetRow): SheetCell[] {
    const { merged } = this.input;
    if (merged.size === 0) return row.cells;
    const cells = [...row.cells];
    for (const [column, { cell, last }] of this.open) {
      if (row.number > last) this.open.delete(column);
      else if (!row.cells.some((own) => own.column === column)) {
        cells.push(cell);
        this.filled++;
      }
    }
    for (const cell of row.cells) {
      const last = merged.get(mergeKey(row.number, cell.column));
      if (last !== undefined) this.open.set(cell.column, { cell, last });
    }
    return cells;
  }

  private reject(row: SheetRow, reason: 'before-header' | 'second-header', message: string): void {
    const text = row.cells.map((cell) => cell.text).join(', ');
    this.table.rejects.add({ line: row.number, reason, message: `Row ${row.number}: ${message}.`, text });
  }

  /** The result of a formula that failed, or a reference to no text: missing in the table, told by its place in the sheet. */
  private noteError(row: SheetRow, cell: SheetCell): void {
    if (cell.text === '#N/A') return; // the way Excel says "missing"
    this.errorCount++;
    if (this.errors.length >= reportCap) return;
    const place = `${columnLetters(cell.column)}${row.number}`;
    this.errors.push({
      line: row.number,
      row: this.table.rowCount,
      column: String(cell.column),
      text: capText(cell.text),
      message: `Row ${row.number}, cell ${place}: ${cell.why ?? `its formula gives the error ${cell.text}`}; the cell counts as missing.`,
    });
  }

  notes(): LandNote[] {
    const notes: LandNote[] = [];
    if (this.shape !== null && this.shape.header === null) {
      notes.push({ code: 'no-header', message: 'The first row looks like data, so the columns are numbered.' });
    }
    if (this.shape !== null && this.shape.second !== null) {
      const message =
        this.shape.second.kind === 'names'
          ? 'The first two rows are both headers; their names were joined.'
          : 'The second row holds words over numbers, as units do; it is listed with the rejected lines.';
      notes.push({ code: 'two-headers', message });
    }
    if (this.filled > 0) {
      const message = `${this.filled} cell${this.filled === 1 ? '' : 's'} below the first of a merged range took its value.`;
      notes.push({ code: 'merged-cells', message, count: this.filled });
    }
    return notes;
  }
}
