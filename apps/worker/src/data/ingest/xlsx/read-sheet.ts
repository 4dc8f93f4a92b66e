import { readXml } from '../../../ground/read-xml';
import { dateText } from './date-cells';
import { isTrue, unescapeText } from './workbook-parts';

export type SheetCell = { column: number; kind: 'number' | 'boolean' | 'text' | 'error'; text: string; why?: string };
/** A row with its number as Excel shows it; cells without a value are left out. */
export type SheetRow = { number: number; cells: SheetCell[] };

export type SheetFacts = { texts: readonly string[]; dateStyles: readonly boolean[]; date1904: boolean };

/** The rows of a sheet with the values that Excel showed last: of a formula its result. */
export async function* readSheet(
  chunks: AsyncIterable<Buffer>,
  { facts, signal }: { facts: SheetFacts; signal?: AbortSignal | undefined },
): AsyncGenerator<SheetRow[]> {
  const collector = new RowCollector(facts);
  for await (const _ of readXml(chunks, collector)) {
    signal?.throwIfAborted();
    const rows = collector.take();
    if (rows.length > 0) yield rows;
  }
}

class RowCollector {
  private rows: SheetRow[] = [];
  private row: SheetRow = { number: 0, cells: [] };
  private column = -1;
  private type = 'n';
  private style = 0;
  private value = '';
  private inValue = false;
  private phonetic = false;

  constructor(private readonly facts: SheetFacts) {}

  take(): SheetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'row') {
      const number = Number(attributes.r ?? this.row.number + 1);
      this.row = { number: Number.isSafeInteger(number) ? number : this.row.number + 1, cells: [] };
      this.column = -1;
    } else if (name === 'c') {
      this.column = attributes.r === undefined ? nextColumn(this.column) : columnOf(attributes.r);
      this.type = attributes.t ?? 'n';
      this.style = Number(attributes.s ?? 0);
      this.value = '';
    } else if (name === 'v' || name === 't') this.inValue = true;
    else if (name === 'rPh') this.phonetic = true;
  }

  text(text: string): void {
    if (this.inValue && !this.phonetic) this.value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.inValue = false;
    else if (name === 'rPh') this.phonetic = false;
    else if (name === 'c') this.addCell();
    else if (name === 'row' && this.row.cells.length > 0) this.rows.push(this.row);
  }

  private addCell(): void {
    const cell = this.valueOf();
    if (cell === null || cell.text === '') return;
    const { number, cells } = this.row;
    if (cells.length >= sheetColumns) throw new Error(`row ${number} has more cells than Excel has columns`);
    cells.push({ column: this.column, ...cell });
  }

  private valueOf(): Omit<SheetCell, 'column'> | null {
    const { value, facts } = this;
    switch (this.type) {
      case 's':
        return sharedText(value, facts.texts);
      case 'str':
      case 'inlineStr':
        return { kind: 'text', text: unescapeText(value) };
      case 'b':
        return value === '' ? null : { kind: 'boolean', text: String(isTrue(value)) };
      case 'e':
        return { kind: 'error', text: value };
      case 'd':
        return { kind: 'text', text: value.replace('T', ' ').replace(/ 00:00:00(\.0+)?Z?$/, '') };
      default: {
        if (value === '') return null;
        const date = facts.dateStyles[this.style] === true ? dateText(Number(value), facts.date1904) : null;
        return date === null ? { kind: 'number', text: value } : { kind: 'text', text: date };
      }
    }
  }
}

/** Most columns that Excel has. */
export const sheetColumns = 16_384;

function nextColumn(column: number): number {
  if (column + 1 >= sheetColumns) throw new Error(`a cell beyond column ${columnLetters(sheetColumns - 1)}`);
  return column + 1;
}

/** A cell that refers to a text which the workbook does not have is damaged, not empty. */
function sharedText(value: string, texts: readonly string[]): Omit<SheetCell, 'column'> | null {
  if (value === '') return null;
  const text = texts[Number(value)];
  if (text !== undefined) return { kind: 'text', text };
  return { kind: 'error', text: value, why: `it refers to text ${value}, which the workbook does not have` };
}

/** Column of a reference such as AB12, from 0. */
export function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const digit = letter.charCodeAt(0) - 64;
    if (digit < 1 || digit > 26) break;
    column = column * 26 + digit;
    if (column > sheetColumns) break;
  }
  if (column < 1 || column > sheetColumns) throw new Error(`a cell at "${reference.slice(0, 20)}"`);
  return column - 1;
}

/** Letters of a column, from 0. */
export function columnLetters(column: number): string {
  const rest = column % 26;
  const letter = String.fromCharCode(65 + rest);
  return column < 26 ? letter : columnLetters(Math.floor(column / 26) - 1) + letter;
}
