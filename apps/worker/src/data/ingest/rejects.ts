import { type BadCell, capText, type RejectedLine, reportCap } from './land-report';

/** Counts all, keeps the first ones. */
export class Rejects {
  count = 0;
  readonly lines: RejectedLine[] = [];

  add(line: RejectedLine): void {
    this.count++;
    if (this.lines.length < reportCap) this.lines.push({ ...line, text: capText(line.text) });
  }
}

/** Line number of each table row, kept as the places where it jumps: no memory for well-behaved files. */
export class LineNumbers {
  private readonly rows: number[] = [];
  private readonly offsets: number[] = [];

  /** Call for every row in order. */
  add(row: number, line: number): void {
    const offset = line - row;
    if (this.offsets.at(-1) === offset) return;
    this.rows.push(row);
    this.offsets.push(offset);
  }

  lineOf(row: number): number {
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return row + (this.offsets[low] ?? 1);
  }
}

/** Cells in file order, capped; `count` is exact. */
export type BadCells = { count: number; cells: BadCell[] };
