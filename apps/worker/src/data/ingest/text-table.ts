import { type FileHandle, open } from 'node:fs/promises';
import { writeAll } from '../write-all';
import { mostColumns, tooManyColumns } from './column-limit';
import { writeCells } from './csv-record';
import type { LandNote } from './land-report';
import { type NormalisedText, sampleRows } from './normalise-csv';
import { tableTooLarge } from './normalised-limit';
import { LineNumbers, Rejects } from './rejects';

/** Kinds of values that a column with typed cells holds: they limit what type may be inferred from its texts. */
export type CellKinds = { number: number; boolean: number; text: number; nested: number };
export type CellKind = keyof CellKinds;

export type TypedCell = { text: string; kind: CellKind };

export type NormalisedCells = NormalisedText & { kinds: CellKinds[] };

const writeBytes = 1 << 20;

/**
 * Rows of named cells on their way into canonical CSV, written as they come: nothing but a sample stays in memory. A row
 * ends with its last cell; columns that turn up later are missing in it (`ragged`).
 */
export class TextTable {
  readonly rejects = new Rejects();
  private readonly names: string[] = [];
  private readonly index = new Map<string, number>();
  private readonly kinds: CellKinds[] = [];
  private readonly present: number[] = [];
  private readonly sample: (string | undefined)[][] = [];
  private readonly lines = new LineNumbers();
  private pending: string[] = [];
  private pendingBytes = 0;
  private bytes = 0;
  private rows = 0;
  private longest = 0;
  private innerLines = false;

  private constructor(
    private readonly file: FileHandle,
    private readonly name: string,
    private readonly limit: number,
  ) {}

  /**
   * Opens `target`, lets `fill` add rows, and closes it. `name` is the upload's, for messages; `limit` the most bytes that
   * the rows may take.
   */
  static async write(
    options: { target: string; name: string; limit: number },
    fill: (table: TextTable) => Promise<{ header: boolean; notes: LandNote[] }>,
  ): Promise<NormalisedCells> {
    const file = await open(options.target, 'wx');
    try {
      const table = new TextTable(file, options.name, options.limit);
      const { header, notes } = await fill(table);
      await table.flush();
      return table.result(header, notes);
    } finally {
      await file.close();
    }
  }

  get rowCount(): number {
    return this.rows;
  }

  /** Rows in which a column has a cell, and what kinds they are. */
  columns(): { name: string; present: number; kinds: CellKinds }[] {
    return this.names.map((name, at) => ({ name, present: this.present[at] ?? 0, kinds: this.kinds[at]! }));
  }

  columnOf(name: string): number {
    const known = this.index.get(name);
    if (known !== undefined) return known;
    this.index.set(name, this.names.length);
    return this.addColumn(name);
  }

  /** A column of its own even where another has its name. */
  addColumn(name: string): number {
    if (this.names.length >= mostColumns) {
      throw tooManyColumns(this.name, `more than ${mostColumns.toLocaleString('en')}`);
    }
    this.kinds.push({ number: 0, boolean: 0, text: 0, nested: 0 });
    this.present.push(0);
    return this.names.push(name) - 1;
  }

  /** Adds a row; holes in `cells` are missing. Await it: the file takes the rows at its own pace. */
  async add(cells: readonly (TypedCell | undefined)[], line: number): Promise<void> {
    const texts = Array.from(cells, (cell) => cell?.text);
    for (const [at, cell] of cells.entries()) {
      if (cell === undefined) continue;
      this.kinds[at]![cell.kind]++;
      this.present[at]!++;
    }
    if (this.rows < sampleRows) this.sample.push(texts);
    const text = `${this.rows},${writeCells(
      texts.map((cell) => cell ?? ''),
      ',',
    )}\n`;
    const bytes = Buffer.byteLength(text);
    this.bytes += bytes;
    if (this.bytes > this.limit) throw this.tooLarge();
    this.longest = Math.max(this.longest, bytes);
    this.innerLines ||= /[\r\n]/.test(text.slice(0, -1));
    this.lines.add(this.rows, line);
    this.rows++;
    this.pending.push(text);
    this.pendingBytes += bytes;
    if (this.pendingBytes >= writeBytes) await this.flush();
  }

  private tooLarge() {
    return tableTooLarge(this.name, { rows: this.rows, columns: this.names.length, limit: this.limit });
  }

  private async flush(): Promise<void> {
    if (this.pending.length > 0) await writeAll(this.file, Buffer.from(this.pending.join(''), 'utf8'), null);
    this.pending = [];
    this.pendingBytes = 0;
  }

  private result(header: boolean, notes: LandNote[]): NormalisedCells {
    const width = this.names.length;
    const { longest, innerLines, lines, rejects, kinds } = this;
    return {
      header: header ? this.names : null,
      width,
      rows: width === 0 ? 0 : this.rows,
      delimiter: ',',
      ragged: true,
      ...{ longest, innerLines, lines, rejects, kinds, notes },
      sample: this.sample.map((cells) => Array.from({ length: width }, (_, column) => cells[column] ?? '')),
    };
  }
}
